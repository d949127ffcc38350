package dev.freshet.server.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Calls of the function's URL (payload format 2.0), handed on to the HTTP server at loopback. An answer comes in one piece;
 * of a stream of events what comes within a few seconds, after which the client asks again from the last event's id: polling
 * in place of a stream that stays open.
 */
final class UrlCalls {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration STREAM = Duration.ofSeconds(4);
    private static final Duration MARGIN = Duration.ofSeconds(2);
    /** What a client of java.net.http may not set, or what belongs to the connection. */
    private static final Set<String> OWN =
            Set.of("host", "connection", "content-length", "expect", "upgrade", "transfer-encoding", "http2-settings");

    private final URI server;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    UrlCalls(int port) {
        this.server = URI.create("http://127.0.0.1:" + port);
    }

    static boolean isCall(JsonNode event) {
        return event.at("/requestContext/http/method").isTextual();
    }

    ObjectNode answer(JsonNode event, Instant deadline) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = send(request(event, deadline), deadline);
        ObjectNode to = JSON.createObjectNode().put("statusCode", answer.statusCode());
        ObjectNode headers = to.putObject("headers");
        ArrayNode cookies = to.putArray("cookies");
        answer.headers().map().forEach((name, values) -> {
            String key = name.toLowerCase(Locale.ROOT);
            if (key.equals("set-cookie")) {
                values.forEach(cookies::add);
            } else if (!OWN.contains(key) && !key.startsWith(":")) {
                headers.put(key, String.join(", ", values));
            }
        });
        boolean stream = headers.path("content-type").asText().startsWith("text/event-stream");
        try (InputStream body = answer.body()) {
            byte[] bytes = stream ? some(body, deadline) : body.readAllBytes();
            return to.put("isBase64Encoded", true)
                    .put("body", Base64.getEncoder().encodeToString(bytes));
        }
    }

    /** At its first call the HTTP server may not listen yet. */
    private HttpResponse<InputStream> send(HttpRequest request, Instant deadline)
            throws IOException, InterruptedException {
        while (true) {
            try {
                return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            } catch (ConnectException e) {
                if (Instant.now().plus(MARGIN).isAfter(deadline)) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }

    private HttpRequest request(JsonNode event, Instant deadline) {
        JsonNode http2 = event.at("/requestContext/http");
        String query = event.path("rawQueryString").asText();
        URI uri = URI.create(server + event.path("rawPath").asText("/") + (query.isEmpty() ? "" : "?" + query));
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.between(Instant.now(), deadline).minus(MARGIN))
                .method(http2.path("method").asText(), HttpRequest.BodyPublishers.ofByteArray(body(event)));
        event.path("headers").properties().forEach(header -> {
            if (!OWN.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                request.header(header.getKey(), header.getValue().asText());
            }
        });
        String cookies = StreamSupport.stream(event.path("cookies").spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining("; "));
        if (!cookies.isEmpty()) {
            request.setHeader("cookie", cookies);
        }
        request.setHeader(
                "x-forwarded-host", event.at("/requestContext/domainName").asText());
        return request.build();
    }

    private static byte[] body(JsonNode event) {
        String text = event.path("body").asText("");
        return event.path("isBase64Encoded").asBoolean()
                ? Base64.getDecoder().decode(text)
                : text.getBytes(StandardCharsets.UTF_8);
    }

    /** Whole events only: what came after the last blank line is sent again to whoever asks from the id before. */
    private static byte[] some(InputStream body, Instant deadline) throws InterruptedException {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                body.transferTo(taken);
            } catch (IOException ended) {
                // The stream was cut off below, or the worker went away: the client asks again.
            }
        });
        Duration left = Duration.between(Instant.now(), deadline).minus(MARGIN);
        reader.join(left.compareTo(STREAM) < 0 ? left : STREAM);
        byte[] all = taken.toByteArray();
        int end = new String(all, StandardCharsets.ISO_8859_1).lastIndexOf("\n\n");
        return java.util.Arrays.copyOf(all, end < 0 ? 0 : end + 2);
    }
}
