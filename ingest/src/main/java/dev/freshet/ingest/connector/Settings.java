package dev.freshet.ingest.connector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A connector's settings, checked by the catalog before, read with defaults here.
 *
 * @param json the object as it stands in the document, secrets resolved
 */
public record Settings(JsonNode json) {
    private static final Pattern SIZE = Pattern.compile("\\s*(\\d{1,15})\\s*([kmg]?)(i?b?)\\s*");

    public Optional<String> text(String name) {
        JsonNode value = json.path(name);
        return value.isValueNode() && !value.isNull() ? Optional.of(value.asText()) : Optional.empty();
    }

    public String text(String name, String otherwise) {
        return text(name).orElse(otherwise);
    }

    /** A text that must be there. */
    public String required(String name) {
        return text(name).orElseThrow(() -> new ConnectorException("the setting \"" + name + "\" is missing"));
    }

    public Optional<Long> number(String name) {
        JsonNode value = json.path(name);
        return value.isNumber() ? Optional.of(value.longValue()) : Optional.empty();
    }

    public long number(String name, long otherwise) {
        return number(name).orElse(otherwise);
    }

    /** Bytes, as a number or with a unit: {@code 50MiB}, {@code 8Mi}, {@code 100k}. Units are powers of 1024. */
    public long bytes(String name, long otherwise) {
        JsonNode value = json.path(name);
        return value.isMissingNode() || value.isNull() ? otherwise : bytes(name, value);
    }

    private static long bytes(String name, JsonNode value) {
        Matcher m = SIZE.matcher(value.asText().toLowerCase(Locale.ROOT));
        if (!m.matches()) {
            throw new ConnectorException("\"" + name + "\" is " + value + "; give bytes such as 1048576 or 50MiB");
        }
        long unit = Map.of("", 1L, "k", 1L << 10, "m", 1L << 20, "g", 1L << 30).getOrDefault(m.group(2), 1L);
        return Math.multiplyExact(Long.parseLong(m.group(1)), unit);
    }

    public JsonNode node(String name) {
        return json.path(name);
    }
}
