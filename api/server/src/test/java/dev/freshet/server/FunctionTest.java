package dev.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.freshet.server.function.FunctionLoop;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The control plane as a function, against a stand-in of the runtime API of AWS Lambda written from its public description:
 * one event at a time, and payloads of function URLs in format 2.0. The stand-in does not freeze the process in between.
 */
@QuarkusTest
@QuarkusTestResource(World.class)
class FunctionTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NEXT = "/2018-06-01/runtime/invocation/next";
    private final BlockingQueue<Map.Entry<String, JsonNode>> events = new LinkedBlockingQueue<>();
    private final Map<String, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private HttpServer platform;
    private Thread loop;

    @Inject
    FunctionLoop function;

    @BeforeEach
    void begin() throws IOException {
        platform = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        platform.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        platform.createContext("/", this::runtimeApi);
        platform.start();
        loop = function.serve(
                "127.0.0.1:" + platform.getAddress().getPort(),
                URI.create(Client.base()).getPort());
    }

    @AfterEach
    void end() throws InterruptedException {
        loop.interrupt();
        loop.join(10_000);
        platform.stop(0);
    }

    private void runtimeApi(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        byte[] reply = new byte[0];
        if (path.equals(NEXT)) {
            try {
                Map.Entry<String, JsonNode> event = events.take();
                exchange.getResponseHeaders().add("Lambda-Runtime-Aws-Request-Id", event.getKey());
                exchange.getResponseHeaders()
                        .add("Lambda-Runtime-Deadline-Ms", Long.toString(System.currentTimeMillis() + 60_000));
                reply = event.getValue().toString().getBytes(StandardCharsets.UTF_8);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        } else {
            String id = path.split("/")[4];
            Objects.requireNonNull(answers.get(id)).complete(JSON.readTree(body));
        }
        exchange.sendResponseHeaders(path.equals(NEXT) ? 200 : 202, reply.length == 0 ? -1 : reply.length);
        exchange.getResponseBody().write(reply);
        exchange.close();
    }

    private JsonNode invoke(JsonNode event) throws Exception {
        String id = "request-" + answers.size();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        events.put(Map.entry(id, event));
        return answer.get(60, TimeUnit.SECONDS);
    }

    private static ObjectNode call(String method, String path, String query, String body, String... headers) {
        ObjectNode event = JSON.createObjectNode()
                .put("version", "2.0")
                .put("rawPath", path)
                .put("rawQueryString", query)
                .put("isBase64Encoded", true)
                .put("body", Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8)));
        ObjectNode all = event.putObject("headers").put("host", "x.lambda-url.example.com");
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        all.put("authorization", "Bearer " + World.token("acme-operator"));
        event.putObject("requestContext")
                .put("domainName", "x.lambda-url.example.com")
                .putObject("http")
                .put("method", method);
        return event;
    }

    private static String body(JsonNode answer) {
        assertThat(answer.path("isBase64Encoded").asBoolean())
                .as(answer.toString())
                .isTrue();
        return new String(Base64.getDecoder().decode(answer.path("body").asText()), StandardCharsets.UTF_8);
    }

    private String state(String all) throws Exception {
        JsonNode read = invoke(call("GET", all, "", ""));
        return JSON.readTree(body(read)).at("/status/state").asText();
    }

    @Test
    void callsTicksAndMessagesMoveAPipeline() throws Exception {
        String all = "/api/v1/tenants/acme/pipelines/by-function";
        String document = Documents.document(
                "by-function",
                "SELECT id FROM orders",
                "  desired_state: RUNNING\n  workers: 15\n  idle: {after_seconds: 1}\n");
        JsonNode made = invoke(call("PUT", all, "", document, "content-type", "application/yaml"));
        assertThat(made.path("statusCode").asInt()).as(body(made)).isEqualTo(201);
        assertThat(made.at("/headers/etag").asText()).isNotEmpty();

        // A tick is answered once nothing is in motion.
        for (int tick = 0; tick < 60 && !state(all).equals("IDLE"); tick++) {
            assertThat(invoke(JSON.createObjectNode().put("freshet", "tick"))).isEmpty();
            Thread.sleep(100);
        }
        assertThat(state(all)).isEqualTo("IDLE");

        JsonNode pushed = invoke(call(
                "POST", all + "/tables/orders/records", "", "{\"id\": 1}\n", "content-type", "application/x-ndjson"));
        assertThat(pushed.path("statusCode").asInt()).as(body(pushed)).isEqualTo(200);

        JsonNode messages = JSON.readTree("""
                {"Records": [{"messageId": "1", "body": "{\\"Event\\": \\"s3:TestEvent\\"}"},
                             {"messageId": "2", "body": "hello"}]}""");
        assertThat(invoke(messages).at("/batchItemFailures"))
                .hasSize(1)
                .allMatch(one -> one.path("itemIdentifier").asText().equals("2"));

        JsonNode stop = invoke(
                call("POST", all + "/operations", "", "{\"type\": \"STOP\"}", "content-type", "application/json"));
        assertThat(stop.path("statusCode").asInt()).isEqualTo(202);
    }

    @Test
    void whatIsRefusedAndWhatIsUnknownIsTold() throws Exception {
        JsonNode missing = invoke(call("GET", "/api/v1/tenants/acme/pipelines/none", "", ""));
        assertThat(missing.path("statusCode").asInt()).isEqualTo(404);
        assertThat(missing.at("/headers/content-type").asText()).startsWith("application/problem+json");
        assertThat(invoke(JSON.createObjectNode().put("hello", "world"))
                        .path("errorMessage")
                        .asText())
                .contains("unknown kind");
    }

    @Test
    void redirectsAndCookiesOfASignIn() throws Exception {
        ObjectNode call = call("GET", "/auth/login", "return_to=%2F", "");
        call.withObject("headers").remove("authorization");
        JsonNode login = invoke(call);
        assertThat(login.path("statusCode").asInt()).isEqualTo(302);
        assertThat(login.at("/headers/location").asText()).contains("/auth?");
        assertThat(login.path("cookies")).isNotEmpty();
    }
}
