package dev.freshet.worker.startup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.freshet.spi.sys.BootstrapDoor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.Executors;

/**
 * Starts, activates, beats and stops as a worker does. Its table counts bytes instead of rows, and the definition's
 * {@code workers} setting makes it behave: 13 ends at once with code 1, 14 with code 70 and a reason, 15 rests once nobody
 * has asked it anything for a second, 16 is deaf to SIGTERM.
 */
public final class WorkerMain {
    private final JsonNode bootstrap;
    private final Connection database;
    private final UUID uid;
    private final long generation;
    private volatile long asked = System.nanoTime();

    private WorkerMain(JsonNode bootstrap, Connection database) {
        this.bootstrap = bootstrap;
        this.database = database;
        this.uid = UUID.fromString(bootstrap.path("pipeline_uid").asText());
        this.generation = bootstrap.path("generation").asLong();
    }

    /** Reads the bootstrap from standard input. */
    public static void main(String[] args) throws Exception {
        JsonNode bootstrap = new ObjectMapper()
                .readTree(BootstrapDoor.open(System.getenv(), System.in).readAllBytes());
        System.out.println("generation " + bootstrap.path("generation") + " with "
                + System.getenv().keySet().stream()
                        .filter(name -> name.startsWith("FRESHET"))
                        .toList());
        if (bootstrap.at("/definition/workers").asInt() == 13) {
            System.exit(1);
        }
        JsonNode login = bootstrap.path("database");
        Connection database = DriverManager.getConnection(
                login.path("url").asText(),
                login.path("user").asText(),
                login.path("password").asText());
        new WorkerMain(bootstrap, database).run();
    }

    private void run() throws IOException, SQLException, InterruptedException {
        HttpServer http = HttpServer.create(BootstrapDoor.listen(System.getenv()), 0);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", this::answer);
        http.start();
        activate(bootstrap
                .path("endpoint")
                .asText("http://127.0.0.1:" + http.getAddress().getPort()));
        if (bootstrap.at("/definition/workers").asInt() == 16) {
            Runtime.getRuntime().addShutdownHook(new Thread(WorkerMain::linger));
        }
        if (bootstrap.at("/definition/workers").asInt() == 14) {
            beat("FAILED", "SOURCE_GAP", "the source lost our place");
            System.exit(70);
        }
        while (beat("RUNNING", null, null)) {
            Thread.sleep(300);
            if (bootstrap.at("/definition/workers").asInt() == 15 && System.nanoTime() - asked > 1_000_000_000L) {
                beat("STOPPED", "IDLE", "nothing to do");
                System.exit(0);
            }
        }
        System.exit(75);
    }

    private static void linger() {
        try {
            Thread.sleep(600_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void activate(String endpoint) throws SQLException {
        try (PreparedStatement call = database.prepareStatement("select freshet.activate(?, ?, ?, ?, ?, ?)")) {
            call.setObject(1, uid);
            call.setLong(2, generation);
            call.setInt(3, bootstrap.path("version").asInt());
            call.setString(4, "stand-in");
            call.setLong(5, ProcessHandle.current().pid());
            call.setString(6, endpoint);
            call.executeQuery().close();
        }
    }

    private synchronized boolean beat(
            String state, @org.jspecify.annotations.Nullable String code, @org.jspecify.annotations.Nullable String why)
            throws SQLException {
        try (PreparedStatement call = database.prepareStatement("select freshet.heartbeat(?, ?, ?, ?, ?, 0::bigint)")) {
            call.setObject(1, uid);
            call.setLong(2, generation);
            call.setString(3, state);
            call.setString(4, code);
            call.setString(5, why);
            try (ResultSet row = call.executeQuery()) {
                return row.next() && row.getObject(1) != null;
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String token = exchange.getRequestHeaders().getFirst("Authorization");
        if (!("Bearer " + bootstrap.path("token").asText()).equals(token)) {
            send(exchange, 401, "{}");
            return;
        }
        asked = System.nanoTime();
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().toString();
        if (path.equals("/stop")) {
            send(exchange, 202, "{}");
            System.exit(0);
        }
        if (path.contains("/changes")) {
            stream(exchange);
            return;
        }
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        String asked = exchange.getRequestHeaders().getFirst("X-Freshet-Path");
        String traceparent = exchange.getRequestHeaders().getFirst("traceparent");
        send(
                exchange,
                200,
                "{\"look\": %s, \"path\": \"%s\", \"bytes\": %d, \"key\": \"%s\", \"asked\": \"%s\", \"generation\": %d, \"traceparent\": \"%s\"}"
                        .formatted(bootstrap.path("look"), path, body.length, key, asked, generation, traceparent));
    }

    private static void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write("id: 1.0\ndata: {\"epoch\": 1}\n\n".getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
