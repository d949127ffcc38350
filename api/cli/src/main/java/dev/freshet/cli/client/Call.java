package dev.freshet.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * One request to the service. A path that starts with {@code /api/} is taken as it is, any other is one below the
 * tenant. Immutable.
 *
 * @param body null: none
 */
public record Call(
        String method, String path, Map<String, String> query, Map<String, String> headers, byte @Nullable [] body) {

    public Call {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    /** Reads something. Segments are encoded here. */
    public static Call get(String... segments) {
        return of("GET", segments);
    }

    /** Any verb below the tenant. */
    public static Call of(String method, String... segments) {
        StringBuilder path = new StringBuilder();
        for (String segment : segments) {
            path.append('/').append(encode(segment));
        }
        return new Call(method, path.toString(), Map.of(), Map.of(), null);
    }

    /** A path of the service itself, outside any tenant. */
    public static Call absolute(String method, String path) {
        return new Call(method, path, Map.of(), Map.of(), null);
    }

    /** Adds a query parameter, unless the value is null. */
    public Call query(String name, @Nullable Object value) {
        return value == null ? this : new Call(method, path, with(query, name, value.toString()), headers, body);
    }

    /** Adds a header. */
    public Call header(String name, String value) {
        return new Call(method, path, query, with(headers, name, value), body);
    }

    /** With a JSON body. */
    public Call json(JsonNode content) {
        return body(content.toString().getBytes(StandardCharsets.UTF_8), "application/json");
    }

    /** With a body. */
    public Call body(byte[] content, String mediaType) {
        return new Call(method, path, query, with(headers, "Content-Type", mediaType), content);
    }

    /** Whether sending it twice does what sending it once does. */
    boolean repeatable() {
        return method.equals("GET") || headers.containsKey("Idempotency-Key");
    }

    /** Path and query, as they go over the wire, below the tenant's prefix. */
    String target() {
        if (query.isEmpty()) {
            return path;
        }
        StringJoiner joined = new StringJoiner("&", path + "?", "");
        query.forEach((name, value) -> joined.add(encode(name) + "=" + encode(value)));
        return joined.toString();
    }

    private static Map<String, String> with(Map<String, String> map, String name, String value) {
        Map<String, String> copy = new LinkedHashMap<>(map);
        copy.put(name, value);
        return copy;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
