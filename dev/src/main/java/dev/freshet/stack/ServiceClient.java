package dev.freshet.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/** The service's REST API as one tenant sees it, with a token that is renewed in time. Not thread-safe. */
final class ServiceClient {

    private static final Duration TOKEN_USE = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final String base;
    private final String tokenUrl;
    private final Map<String, String> credentials;
    private String token = "";
    private Instant fetched = Instant.EPOCH;

    /** Speaks to that address for that tenant; both addresses without a slash at their end. */
    ServiceClient(String url, String tenant, String tokenUrl, Map<String, String> credentials) {
        this.base = url + "/api/v1/tenants/" + tenant;
        this.tokenUrl = tokenUrl;
        this.credentials = credentials;
    }

    /** An answer of the service. */
    record Answer(int status, JsonNode body) {

        boolean ok() {
            return status >= 200 && status < 300;
        }

        /** The body, or a failure that says what was refused. */
        JsonNode expect(String what) {
            if (!ok()) {
                throw new StackException("%s was refused (%d): %s".formatted(what, status, body));
            }
            return body;
        }
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer post(String path, String type, String body, Map<String, String> headers) {
        return send("POST", path, type, body, headers);
    }

    /** Makes or replaces what stands under that path. */
    Answer put(String path, String type, String body) {
        Map<String, String> condition =
                get(path).status() == 200 ? Map.of("If-Match", "*") : Map.of("If-None-Match", "*");
        return send("PUT", path, type, body, condition);
    }

    private Answer send(String verb, String path, String type, String body, Map<String, String> headers) {
        HttpRequest.Builder request =
                request(path).header("Content-Type", type).method(verb, HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return send(request);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofMinutes(2))
                .header("Authorization", "Bearer " + token());
    }

    private String token() {
        if (fetched.isBefore(Instant.now().minus(TOKEN_USE))) {
            String form = credentials.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&"));
            Answer answer = send(HttpRequest.newBuilder(URI.create(tokenUrl))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form)));
            token = answer.expect("the sign-in").path("access_token").asText();
            fetched = Instant.now();
        }
        return token;
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), json(response.body()));
        } catch (IOException e) {
            return new Answer(503, Json.MAPPER.getNodeFactory().textNode("no answer: " + e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted", e);
        }
    }

    private static JsonNode json(String body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (IOException e) {
            return Json.MAPPER.getNodeFactory().textNode(body);
        }
    }
}
