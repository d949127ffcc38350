package dev.freshet.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.freshet.cli.Exit;
import dev.freshet.cli.Fault;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/** What the service answered. */
public record Reply(int status, HttpHeaders headers, byte[] body) {
    /** Shared with whoever reads JSON in the client. */
    public static final ObjectMapper JSON = JsonMapper.builder().build();

    /** The body as text. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The body as JSON; a missing node when there is none. */
    public JsonNode json() {
        if (body.length == 0) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(text());
        } catch (JsonProcessingException e) {
            throw new Fault(Exit.FAILURE, "the service answered " + status + " with something that is not JSON", e);
        }
    }

    /** A header's first value. */
    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** Whether the body is JSON by its type. */
    public boolean isJson() {
        return header("Content-Type").orElse("").contains("json");
    }

    /** Seconds to wait before another try, where the service says so. */
    OptionalLong retryAfter() {
        try {
            String value = header("Retry-After").orElse("");
            return value.isBlank() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value.strip()));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
