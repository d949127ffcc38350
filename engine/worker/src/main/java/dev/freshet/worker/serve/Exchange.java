package dev.freshet.worker.serve;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request with its path taken apart. */
final class Exchange {
    private final HttpExchange http;
    private final List<String> path = new ArrayList<>();
    private final Map<String, String> query = new LinkedHashMap<>();

    Exchange(HttpExchange http) {
        this.http = http;
        for (String part : http.getRequestURI().getRawPath().split("/")) {
            if (!part.isEmpty()) {
                path.add(decode(part));
            }
        }
        String raw = http.getRequestURI().getRawQuery();
        if (raw != null) {
            for (String pair : raw.split("&")) {
                int eq = pair.indexOf('=');
                query.put(decode(eq < 0 ? pair : pair.substring(0, eq)), eq < 0 ? "" : decode(pair.substring(eq + 1)));
            }
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    String method() {
        return http.getRequestMethod();
    }

    List<String> path() {
        return path;
    }

    /** Refuses parameters other than these. */
    Exchange allowing(String... names) {
        for (String given : query.keySet()) {
            if (!Set.of(names).contains(given)) {
                throw new Problem(400, "unknown_parameter", "There is no query parameter \"" + given + "\" here.");
            }
        }
        return this;
    }

    @Nullable
    String parameter(String name) {
        return query.get(name);
    }

    int intParameter(String name, int otherwise, int least, int most) {
        String text = query.get(name);
        if (text == null) {
            return otherwise;
        }
        long value = longParameter(name, otherwise);
        if (value < least || value > most) {
            throw new Problem(400, "bad_parameter", name + " must lie between " + least + " and " + most + ".");
        }
        return (int) value;
    }

    long longParameter(String name, long otherwise) {
        String text = query.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new Problem(400, "bad_parameter", name + " must be a whole number, not \"" + text + "\".");
        }
    }

    @Nullable
    String header(String name) {
        return http.getRequestHeaders().getFirst(name);
    }

    /** Seconds of {@code Prefer: wait=N}, at most 30. */
    long waitSeconds(long otherwise) {
        String prefer = header("Prefer");
        if (prefer != null) {
            for (String part : prefer.split("[,;]")) {
                String p = part.strip();
                if (p.matches("wait=\\d{1,4}")) {
                    return Math.min(30, Long.parseLong(p.substring(5)));
                }
            }
        }
        return otherwise;
    }

    /** Whether the client asks to wait, with {@code Prefer: wait} or {@code wait=N}. */
    boolean prefersToWait() {
        String prefer = header("Prefer");
        return prefer != null && prefer.contains("wait");
    }

    boolean prefersAsync() {
        String prefer = header("Prefer");
        return prefer != null && prefer.contains("respond-async");
    }

    byte[] body(int maxBytes) throws IOException {
        byte[] body = http.getRequestBody().readNBytes(maxBytes + 1);
        if (body.length > maxBytes) {
            throw new Problem(413, "too_large", "The body is larger than " + maxBytes + " bytes; send it in parts.");
        }
        return body;
    }

    void json(int status, String body) throws IOException {
        send(status, "application/json", body, Map.of());
    }

    void send(int status, String type, String body, Map<String, String> headers) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        headers.forEach((name, value) -> http.getResponseHeaders().set(name, value));
        http.getResponseHeaders().set("Content-Type", type);
        http.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            http.getResponseBody().write(bytes);
        }
        http.close();
    }

    /** Begins an answer of unknown length. */
    OutputStream stream(String type) throws IOException {
        http.getResponseHeaders().set("Content-Type", type);
        http.getResponseHeaders().set("Cache-Control", "no-store");
        http.sendResponseHeaders(200, 0);
        return http.getResponseBody();
    }

    void close() {
        http.close();
    }
}
