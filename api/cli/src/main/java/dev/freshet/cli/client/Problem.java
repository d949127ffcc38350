package dev.freshet.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.cli.Fault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A refusal as the service words it (problem+json). */
public record Problem(
        int status, String title, String code, String detail, String requestId, boolean retryable, List<Slip> errors) {

    /** One place that is wrong; line and column are 1-based in the document as sent, 0 where unknown. */
    public record Slip(@Nullable String pointer, int line, int column, String code, String detail, String hint) {
        /** Reads one entry of {@code errors[]} or {@code diagnostics[]}. */
        public static Slip of(JsonNode node) {
            return new Slip(
                    node.path("pointer").isTextual() ? node.path("pointer").asText() : null,
                    node.path("line").asInt(0),
                    node.path("column").asInt(0),
                    node.path("code").asText(""),
                    node.path("detail").asText(node.path("message").asText("")),
                    node.path("hint").asText(""));
        }
    }

    public Problem {
        errors = List.copyOf(errors);
    }

    /** Reads a refusal; makes do with the status when the body is something else. */
    static Problem of(Reply reply) {
        JsonNode body = body(reply);
        String title = body.path("title").asText("");
        List<Slip> slips = new ArrayList<>();
        body.path("errors").forEach(node -> slips.add(Slip.of(node)));
        return new Problem(
                reply.status(),
                title.isEmpty() ? "the service answered " + reply.status() : title,
                body.path("code").asText("http_" + reply.status()),
                body.path("detail").asText(""),
                body.path("request_id").asText(""),
                body.path("retryable").asBoolean(false),
                slips);
    }

    private static JsonNode body(Reply reply) {
        try {
            return reply.json();
        } catch (Fault notJson) {
            return Reply.JSON.createObjectNode();
        }
    }
}
