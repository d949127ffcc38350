package dev.freshet.server.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;

/**
 * The runtime API of AWS Lambda (2018-06-01), which hands over one event at a time. Between an answer and the next event the
 * process is frozen.
 */
final class Runtime {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final URI base;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** @param address host and port, as the platform names them in AWS_LAMBDA_RUNTIME_API */
    Runtime(String address) {
        this.base = URI.create("http://" + address + "/2018-06-01/runtime/");
    }

    /**
     * An event to be answered.
     *
     * @param deadline until when; later the process is ended
     */
    record Invocation(String id, Instant deadline, JsonNode event) {}

    /** What is done about an event; an exception is told to the platform. */
    @FunctionalInterface
    interface Handler {
        ObjectNode handle(Invocation invocation) throws IOException, InterruptedException;
    }

    /** Waits for an event, however long that takes, and answers it. */
    void serve(Handler handler) throws IOException, InterruptedException {
        Invocation invocation = next();
        try {
            post(invocation.id() + "/response", handler.handle(invocation).toString());
        } catch (IOException | RuntimeException e) {
            ObjectNode error = JSON.createObjectNode()
                    .put("errorType", e.getClass().getSimpleName())
                    .put("errorMessage", String.valueOf(e.getMessage()));
            post(invocation.id() + "/error", error.toString());
        }
    }

    private Invocation next() throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(base.resolve("invocation/next")).build(), BodyHandlers.ofString());
        String id = answer.headers().firstValue("Lambda-Runtime-Aws-Request-Id").orElse("");
        if (answer.statusCode() != 200 || id.isEmpty()) {
            throw new IOException("the runtime API answers " + answer.statusCode());
        }
        Instant deadline = answer.headers()
                .firstValue("Lambda-Runtime-Deadline-Ms")
                .map(millis -> Instant.ofEpochMilli(Long.parseLong(millis)))
                .orElse(Instant.now().plusSeconds(30));
        return new Invocation(id, deadline, JSON.readTree(answer.body()));
    }

    private void post(String path, String body) throws IOException, InterruptedException {
        http.send(
                HttpRequest.newBuilder(base.resolve("invocation/" + path))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.discarding());
    }
}
