package dev.freshet.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The REST API as one of the ready-made identities of {@code dev.env} sees it, or as nobody. Thread-safe. */
final class Api {
    private static final Duration TOKEN_USE = Duration.ofSeconds(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final @Nullable String who;
    private @Nullable String token;
    private long fetchedAt;

    private Api(@Nullable String who) {
        this.who = who;
    }

    /** {@code who} as in {@code FRESHET_<WHO>_CLIENT_ID}. */
    static Api as(String who) {
        return new Api(who);
    }

    static Api nobody() {
        return new Api(null);
    }

    /** An answer; the body is missing when it is no JSON. */
    record Answer(int status, String text, JsonNode body, java.net.http.HttpHeaders headers) {
        static Answer of(HttpResponse<String> response) {
            JsonNode json = LocalStack.json(response.body());
            return new Answer(
                    response.statusCode(),
                    response.body(),
                    json == null ? MissingNode.getInstance() : json,
                    response.headers());
        }

        String code() {
            return body.path("code").asText();
        }

        /** The body of a good answer. */
        JsonNode ok() {
            if (status < 200 || status > 299) {
                throw new AssertionError("answered " + status + ": " + text);
            }
            return body;
        }
    }

    /** Sends to a path below {@code /api/v1/tenants/acme}, or to the whole path when it begins with {@code /api}. */
    Answer send(String verb, String path, @Nullable String body, String... headers) {
        try {
            return trySend(verb, path, body, headers);
        } catch (IOException e) {
            throw new UncheckedIOException(verb + " " + path, e);
        }
    }

    /** The same, with failures of the connection to be handled. */
    Answer trySend(String verb, String path, @Nullable String body, String... headers) throws IOException {
        String address =
                LocalStack.setting("FRESHET_URL") + (path.startsWith("/api") ? path : "/api/v1/tenants/acme" + path);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address)).timeout(PATIENCE);
        request.method(verb, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (who != null) {
            request.header("Authorization", "Bearer " + token());
        }
        try {
            return Answer.of(http.send(request.build(), BodyHandlers.ofString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Answer get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    Answer post(String path, String json, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "Content-Type";
        all[1] = "application/json";
        System.arraycopy(headers, 0, all, 2, headers.length);
        return send("POST", path, json, all);
    }

    /** Makes or replaces a pipeline. */
    Answer apply(String pipeline, String yaml) {
        return send("PUT", "/pipelines/" + pipeline, yaml, "Content-Type", "application/yaml", "If-Match", "*");
    }

    Answer push(String pipeline, String table, String lines) {
        return send(
                "POST",
                "/pipelines/" + pipeline + "/tables/" + table + "/records",
                lines,
                "Content-Type",
                "application/x-ndjson");
    }

    private synchronized String token() throws IOException {
        if (token == null || System.nanoTime() - fetchedAt > TOKEN_USE.toNanos()) {
            String form = "grant_type=client_credentials&client_id="
                    + encoded(LocalStack.setting("FRESHET_" + who + "_CLIENT_ID")) + "&client_secret="
                    + encoded(LocalStack.setting("FRESHET_" + who + "_CLIENT_SECRET"));
            HttpRequest request = HttpRequest.newBuilder(URI.create(LocalStack.setting("FRESHET_TOKEN_URL")))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .timeout(PATIENCE)
                    .POST(BodyPublishers.ofString(form))
                    .build();
            try {
                Answer answer = Answer.of(http.send(request, BodyHandlers.ofString()));
                token = answer.ok().path("access_token").asText();
                fetchedAt = System.nanoTime();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return Objects.requireNonNull(token);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The other headers of a request, as alternating names and values. */
    static String[] headers(Map<String, String> headers) {
        return headers.entrySet().stream()
                .flatMap(e -> java.util.stream.Stream.of(e.getKey(), e.getValue()))
                .toArray(String[]::new);
    }
}
