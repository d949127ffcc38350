package dev.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Desired state becomes a process and back, with a stand-in for the worker that keeps the agreement. */
@QuarkusTest
@QuarkusTestResource(World.class)
class LifecycleTest {
    private static final String ALL = "/api/v1/tenants/acme/pipelines/";
    private final Client operator = Client.as("acme-operator");

    private void put(String name, String more) {
        Client.Answer answer = operator.send(
                "PUT",
                ALL + name,
                Documents.document(name, "SELECT id FROM orders", more),
                "Content-Type",
                "application/yaml",
                "If-Match",
                "*");
        assertThat(answer.status()).as(answer.raw().body()).isIn(200, 201);
    }

    private Client.Answer operate(String name, String type) {
        return operator.json("POST", ALL + name + "/operations", "{\"type\": \"" + type + "\"}", "Prefer", "wait=30");
    }

    private JsonNode await(String name, Predicate<JsonNode> wanted) throws InterruptedException {
        JsonNode seen = operator.get(ALL + name).json();
        for (int i = 0; i < 300 && !wanted.test(seen); i++) {
            Thread.sleep(100);
            seen = operator.get(ALL + name).json();
        }
        assertThat(wanted.test(seen)).as(seen.toString()).isTrue();
        return seen;
    }

    private static Predicate<JsonNode> state(String state) {
        return pipeline -> pipeline.at("/status/state").asText().equals(state);
    }

    private JsonNode firstDeployment(String name) {
        return operator.get(ALL + name + "/deployments").json().at("/items/0");
    }

    @Test
    void startsServesSwapsAndStops() throws Exception {
        String name = "lifecycle";
        put(name, "");
        assertThat(operator.send(
                                "POST",
                                ALL + name + "/tables/orders/records",
                                "{}",
                                "Content-Type",
                                "application/x-ndjson")
                        .code())
                .isEqualTo("not_running");
        Client.Answer started = operate(name, "START");
        assertThat(started.status()).as(started.raw().body()).isEqualTo(200);
        assertThat(started.json().path("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(operator.get(ALL + name).json().at("/spec/desired_state").asText())
                .isEqualTo("RUNNING");

        Client.Answer pushed = operator.send(
                "POST",
                ALL + name + "/tables/orders/records?format=row",
                "{\"id\": 1}\n",
                "Content-Type",
                "application/x-ndjson",
                "Idempotency-Key",
                "abc");
        assertThat(pushed.status()).as(pushed.raw().body()).isEqualTo(200);
        assertThat(pushed.json().path("path").asText()).isEqualTo("/tables/orders/records?format=row");
        assertThat(pushed.json().path("key").asText()).isEqualTo("abc");
        assertThat(pushed.json().path("asked").asText()).isEqualTo(ALL + name + "/tables/orders/records");
        assertThat(Client.as("globex-admin")
                        .send(
                                "POST",
                                ALL + name + "/tables/orders/records",
                                "{}",
                                "Content-Type",
                                "application/x-ndjson")
                        .status())
                .isEqualTo(404);

        put(name, "  workers: 1\n");
        await(
                name,
                pipeline -> pipeline.at("/status/version").asInt() == 2
                        && !pipeline.at("/status/reconciling").asBoolean());
        assertThat(operate(name, "RESTART").json().path("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(operator.get(ALL + name + "/logs?tail=5").raw().body()).contains("generation 3 with []");

        assertThat(operate(name, "STOP").json().path("state").asText()).isEqualTo("SUCCEEDED");
        await(name, state("STOPPED"));
        assertThat(firstDeployment(name).path("exit_code").asInt()).isZero();
        assertThat(operator.get(ALL + name + "/deployments").json().path("items"))
                .hasSize(3);
    }

    @Test
    void aKilledWorkerIsReplaced() throws Exception {
        String name = "killed";
        put(name, "  desired_state: RUNNING\n");
        await(name, state("RUNNING"));
        for (int generation = 1; generation <= 6; generation++) {
            long expected = generation;
            long pid = pid(name);
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            for (int i = 0; i < 300 && served(name) != expected + 1; i++) {
                Thread.sleep(100);
            }
            assertThat(served(name)).isEqualTo(expected + 1);
        }
        assertThat(operate(name, "STOP").json().path("state").asText()).isEqualTo("SUCCEEDED");
    }

    private long served(String name) {
        Client.Answer answer = operator.get(ALL + name + "/graph");
        assertThat(answer.status()).isIn(200, 503);
        return answer.status() == 200 ? answer.json().path("generation").asLong() : 0;
    }

    private static long pid(String name) throws Exception {
        try (var database = dev.freshet.stack.TestPostgres.shared().connect(World.database());
                var query = database.prepareStatement("select l.pid from freshet.ledger l where l.pipeline = ?")) {
            query.setString(1, name);
            try (var rows = query.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return rows.getLong(1);
            }
        }
    }

    @Test
    void aWorkerThatCrashesAgainAndAgainIsACrashLoop() throws Exception {
        String name = "crashes";
        put(name, "  desired_state: RUNNING\n  workers: 13\n");
        JsonNode failed = await(name, state("FAILED"));
        assertThat(failed.at("/status/reason_code").asText()).isEqualTo("CRASH_LOOP");
        assertThat(operator.get(ALL + name + "/graph").code()).isEqualTo("not_running");
        put(name, "  desired_state: RUNNING\n");
        await(name, state("RUNNING"));
        assertThat(operate(name, "STOP").json().path("state").asText()).isEqualTo("SUCCEEDED");
    }

    @Test
    void aWorkerThatGivesUpIsNotStartedAgainUntilAsked() throws Exception {
        String name = "gives-up";
        put(name, "  desired_state: RUNNING\n  workers: 14\n");
        JsonNode failed = await(name, state("FAILED"));
        assertThat(failed.at("/status/reason_code").asText()).isEqualTo("SOURCE_GAP");
        assertThat(operator.get(ALL + name + "/deployments").json().path("items"))
                .hasSize(1);
        Client.Answer again = operate(name, "START");
        assertThat(again.json().path("state").asText()).isEqualTo("FAILED");
        assertThat(operator.get(ALL + name + "/deployments").json().path("items"))
                .hasSize(2);
        assertThat(operate(name, "STOP").json().path("state").asText()).isEqualTo("SUCCEEDED");
    }

    /** The caller's trace goes on through the control plane into the worker, and its spans reach the collector. */
    @Test
    void aTraceGoesOnIntoTheWorker() throws Exception {
        String name = "traced";
        put(name, "  desired_state: RUNNING\n");
        await(name, state("RUNNING"));
        String trace = HexFormat.of().formatHex(SecureRandom.getSeed(16));
        Client.Answer pushed = operator.send(
                "POST",
                ALL + name + "/tables/orders/records",
                "{\"id\": 1}\n",
                "Content-Type",
                "application/x-ndjson",
                "traceparent",
                "00-" + trace + "-00f067aa0ba902b7-01");
        String passed = pushed.json().path("traceparent").asText();
        assertThat(passed).startsWith("00-" + trace + "-").endsWith("-01").doesNotContain("00f067aa0ba902b7");
        byte[] span = HexFormat.of().parseHex(passed.substring(36, 52));
        for (int i = 0; i < 300 && !World.traced(span); i++) {
            Thread.sleep(100);
        }
        assertThat(World.traced(span)).isTrue();
        assertThat(World.traced(HexFormat.of().parseHex(trace))).isTrue();
        assertThat(operate(name, "STOP").json().path("state").asText()).isEqualTo("SUCCEEDED");
    }

    /** SQL is compiled here, and refused with its place; the worker gets a plan. */
    @Test
    void queriesReachTheWorkerCompiled() throws Exception {
        String name = "asked";
        put(name, "  desired_state: RUNNING\n");
        await(name, state("RUNNING"));
        Client.Answer passed = ask(name, "{\"sql\": \"SELECT id FROM totals ORDER BY -id LIMIT 3;\", \"limit\": 5}");
        assertThat(passed.status()).isEqualTo(200);
        assertThat(passed.json().path("path").asText()).isEqualTo("/queries");
        assertThat(passed.json().path("bytes").asInt()).isGreaterThan(200);
        Client.Answer wrong = ask(name, "{\"sql\": \"SELECT id,\\n  cusotmer FROM orders\"}");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.code()).isEqualTo("unknown_column");
        assertThat(wrong.json().at("/errors/0/sql_line").asInt()).isEqualTo(2);
        assertThat(wrong.json().at("/errors/0/sql_column").asInt()).isEqualTo(3);
        assertThat(ask(name, "{\"sql\": \"DELETE FROM orders\"}").code()).isEqualTo("read_only");
        assertThat(ask(name, "{\"sql\": \"\"}").status()).isEqualTo(400);
        assertThat(ask(name, "{\"sql\": \"SELECT 1\", \"limit\": 10001}").status())
                .isEqualTo(400);
        assertThat(ask(name, "{\"sql\": \"SELECT 1\", \"lmit\": 1}").code()).isEqualTo("unknown_field");
        assertThat(operate(name, "STOP").json().path("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(ask(name, "{\"sql\": \"SELECT 1\"}").code()).isEqualTo("not_running");
    }

    private Client.Answer ask(String name, String body) {
        return operator.send("POST", ALL + name + "/queries", body, "Content-Type", "application/json");
    }

    @Test
    void streamsPassThroughAsTheyCome() throws Exception {
        String name = "streams";
        put(name, "  desired_state: RUNNING\n");
        await(name, state("RUNNING"));
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(Client.base() + ALL + name + "/views/totals/changes")
                        .toURL()
                        .openConnection();
        connection.setRequestProperty("Authorization", "Bearer " + World.token("acme-viewer"));
        connection.setReadTimeout(20_000);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(connection.getContentType()).startsWith("text/event-stream");
            assertThat(lines.readLine()).isEqualTo("id: 1.0");
            assertThat(lines.readLine()).contains("\"epoch\": 1");
        }
        Client.Answer gone = operator.send("DELETE", ALL + name, null, "If-Match", "*", "Prefer", "wait=5");
        assertThat(gone.status()).isEqualTo(202);
        assertThat(operator.get(gone.header("Location"), "Prefer", "wait=30")
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("SUCCEEDED");
        assertThat(operator.get(ALL + name).status()).isEqualTo(404);
    }

    @Test
    void operationsAreCheckedAndHappenOnce() {
        String name = "operated";
        put(name, "");
        String path = ALL + name + "/operations";
        assertThat(operator.json("POST", path, "{\"type\": \"DANCE\"}").status())
                .isEqualTo(422);
        assertThat(operator.json("POST", path, "{\"type\": \"REINDEX\"}").status())
                .isEqualTo(501);
        assertThat(operator.json("POST", path, "{\"type\": \"ROLLBACK\"}").status())
                .isEqualTo(422);
        assertThat(operator.json("POST", path, "{\"type\": \"CHECKPOINT\"}").code())
                .isEqualTo("not_running");
        assertThat(operator.json("POST", ALL + "nobody/operations", "{\"type\": \"STOP\"}")
                        .status())
                .isEqualTo(404);
        Client.Answer first = operator.json("POST", path, "{\"type\": \"STOP\"}", "Idempotency-Key", "s1");
        assertThat(first.status()).isEqualTo(202);
        Client.Answer again = operator.json("POST", path, "{\"type\": \"STOP\"}", "Idempotency-Key", "s1");
        assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
        assertThat(operator.json("POST", path, "{\"type\": \"PAUSE\"}", "Idempotency-Key", "s1")
                        .status())
                .isEqualTo(422);
        assertThat(operator.get(path).json().path("items")).hasSize(1);
        assertThat(Client.as("globex-operator")
                        .get(first.header("Location").replace("acme", "globex"))
                        .status())
                .isEqualTo(404);
    }
}
