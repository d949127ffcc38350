package dev.freshet.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A real HTTP server on loopback: answers are queued per verb and path, what arrives is kept. The last one repeats. */
final class Service implements AutoCloseable {
    /** Writes one answer. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    /** What arrived. */
    record Request(String method, URI uri, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
        }

        Map<String, String> form() {
            Map<String, String> form = new HashMap<>();
            for (String pair : body.split("&")) {
                String[] parts = pair.split("=", 2);
                form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
            return form;
        }
    }

    private final HttpServer server;
    private final Map<String, Deque<Answer>> answers = new LinkedHashMap<>();
    final List<Request> requests = new CopyOnWriteArrayList<>();

    Service() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
        on("POST /token", json(200, "{\"access_token\": \"t0k3n\", \"expires_in\": 300}"));
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Queues answers for a verb and a path; below acme unless the path starts with a service's own prefix. */
    synchronized Service on(String verbAndPath, Answer... queued) {
        answers.computeIfAbsent(key(verbAndPath), key -> new ArrayDeque<>()).addAll(List.of(queued));
        return this;
    }

    private static String key(String verbAndPath) {
        String[] parts = verbAndPath.split(" ");
        boolean own = parts[1].startsWith("/api/") || parts[1].startsWith("/token");
        return parts[0] + " " + (own ? "" : "/api/v1/tenants/acme") + parts[1];
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = new HashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.getFirst()));
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(new Request(exchange.getRequestMethod(), exchange.getRequestURI(), headers, body));
            next(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath())
                    .to(exchange);
        }
    }

    private synchronized Answer next(String key) {
        Deque<Answer> queue = answers.get(key);
        if (queue == null) {
            return problem(404, "not_found", "Not found");
        }
        return queue.size() > 1 ? queue.removeFirst() : queue.getFirst();
    }

    /** The requests of a verb whose path ends so. */
    List<Request> received(String method, String ending) {
        return requests.stream()
                .filter(request -> request.method().equals(method)
                        && request.uri().getPath().endsWith(ending))
                .toList();
    }

    /** A JSON answer; headers as name, value, name, value. */
    static Answer json(int status, String body, String... headers) {
        return exchange -> write(exchange, status, "application/json", body, headers);
    }

    static Answer problem(int status, String code, String title, String... headers) {
        String body = "{\"title\": \"%s\", \"status\": %d, \"code\": \"%s\"}".formatted(title, status, code);
        return exchange -> write(exchange, status, "application/problem+json", body, headers);
    }

    /** Some bytes of an event stream, then its end. */
    static Answer events(String text) {
        return exchange -> write(exchange, 200, "text/event-stream", text);
    }

    /** Takes the request and hangs up without a word. */
    static Answer hangUp() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            throw new IOException("hung up on purpose");
        };
    }

    static void write(HttpExchange exchange, int status, String type, String body, String... headers)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type);
        for (int i = 0; i < headers.length; i += 2) {
            exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
        }
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
