package dev.freshet.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.sql.Compiled;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an answer means under each {@code durability}: the ledger's row is locked to see what waits for it. */
class DurabilityModesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SQL =
            "CREATE VIEW rooms AS SELECT room, COUNT(*) AS n, SUM(celsius) AS sum FROM readings GROUP BY room;";

    private static Compiled compiled(WorkerWorld world, String durability) {
        return world.compile(
                WorkerWorld.overReadings(SQL).replace("spec:\n", "spec:\n  durability: " + durability + "\n"));
    }

    private static String row(int id) {
        return "{\"id\":" + id + ",\"room\":\"hall\",\"celsius\":20}\n";
    }

    private static HttpResponse<String> push(WorkerWorld world, int id, String... headers) throws Exception {
        String[] all = new String[headers.length + 4];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/x-ndjson";
        all[headers.length + 2] = "Idempotency-Key";
        all[headers.length + 3] = "k" + id;
        return up(() -> world.call("POST", "/tables/readings/records", row(id), all));
    }

    private interface Request {
        HttpResponse<String> send() throws Exception;
    }

    /** A worker is active a moment before its doors are open. */
    private static HttpResponse<String> up(Request request) throws Exception {
        HttpResponse<String> r = request.send();
        for (int i = 0; i < 400 && r.body().contains("worker_starting"); i++) {
            Thread.sleep(50);
            r = request.send();
        }
        return r;
    }

    private static JsonNode get(WorkerWorld world, String path) throws Exception {
        HttpResponse<String> r = up(() -> world.call("GET", path, null));
        assertThat(r.statusCode()).as(r.body()).isEqualTo(200);
        return JSON.readTree(r.body());
    }

    private static long rows(JsonNode page) {
        return page.path("items").path(0).path("n").asLong();
    }

    /** Holds the pipeline's row in the ledger, so that no epoch can be committed. */
    private static Connection lock(WorkerWorld world) throws Exception {
        Connection c = world.superuser();
        c.setAutoCommit(false);
        try (Statement s = c.createStatement()) {
            s.execute("SELECT 1 FROM freshet.ledger WHERE pipeline_uid = '" + world.pipeline() + "' FOR UPDATE");
        }
        return c;
    }

    @Test
    void syncAnswersWhenTheLakeHasIt(@TempDir Path folder) throws Exception {
        try (WorkerWorld world = new WorkerWorld(folder)) {
            world.launch(compiled(world, "SYNC"), 1);
            for (int id = 1; id <= 3; id++) {
                JsonNode answer = JSON.readTree(push(world, id).body());
                assertThat(answer.path("durable").asBoolean()).isTrue();
                assertThat(get(world, "/status").path("lake_epoch").asLong())
                        .isGreaterThanOrEqualTo(answer.path("epoch").asLong());
            }
        }
    }

    @Test
    void economyAnswersWithAPromise(@TempDir Path folder) throws Exception {
        try (WorkerWorld world = new WorkerWorld(folder)) {
            Compiled compiled = compiled(world, "ECONOMY");
            Process worker = world.launch(compiled, 1);
            HttpResponse<String> first = push(world, 1);
            assertThat(first.statusCode()).isEqualTo(202);
            JsonNode promise = JSON.readTree(first.body());
            assertThat(promise.path("durable").asBoolean(true)).isFalse();
            String path = "/completions/" + promise.path("completion_token").asText();
            assertThat(get(world, path).path("state").asText()).isEqualTo("PENDING");
            assertThat(push(world, 1).statusCode()).as("the same key meanwhile").isEqualTo(409);
            assertThat(rows(get(world, "/views/rooms/rows"))).isZero();

            HttpResponse<String> second = push(world, 2, "Prefer", "wait=30");
            assertThat(second.statusCode()).isEqualTo(200);
            long epoch = JSON.readTree(second.body()).path("epoch").asLong();
            assertThat(rows(get(world, "/views/rooms/rows"))).isEqualTo(2);
            JsonNode kept = get(world, path);
            assertThat(kept.path("state").asText()).isEqualTo("VISIBLE");
            assertThat(kept.path("epoch").asLong()).isEqualTo(epoch);
            HttpResponse<String> again = push(world, 1);
            assertThat(again.statusCode()).isEqualTo(202);
            assertThat(JSON.readTree(again.body()).path("epoch").asLong())
                    .as("what came of it")
                    .isEqualTo(epoch);

            worker.destroyForcibly().waitFor();
            world.launch(compiled, 1);
            assertThat(rows(get(world, "/views/rooms/rows"))).isEqualTo(2);
            assertThat(world.call("GET", path, null).statusCode()).isEqualTo(410);
        }
    }

    @Test
    void previewShowsBeforeItIsDurableAndLosesNoMore(@TempDir Path folder) throws Exception {
        try (WorkerWorld world = new WorkerWorld(folder)) {
            Compiled compiled = compiled(world, "PREVIEW");
            Process worker = world.launch(compiled, 1);
            push(world, 1);
            world.call("POST", "/checkpoint", "");
            try (Connection lock = lock(world)) {
                for (int id = 2; id <= 4; id++) {
                    JsonNode answer = JSON.readTree(push(world, id).body());
                    assertThat(answer.path("durable").asBoolean(true)).isFalse();
                }
                assertThat(push(world, 4).statusCode()).as("not durable yet").isEqualTo(409);
                JsonNode page = get(world, "/views/rooms/rows");
                assertThat(rows(page)).isEqualTo(4);
                assertThat(page.path("durable").asBoolean(true)).isFalse();
                worker.destroyForcibly().waitFor();
                lock.rollback();
            }
            world.launch(compiled, 1);
            // The epoch whose commit was under way may have been made durable by the server alone.
            long left = rows(get(world, "/views/rooms/rows"));
            assertThat(left).isBetween(1L, 2L);
            push(world, 5);
            world.call("POST", "/checkpoint", "");
            assertThat(world.number(
                            "SELECT head_epoch FROM freshet.ledger WHERE pipeline_uid = '" + world.pipeline() + "'"))
                    .isEqualTo(get(world, "/status").path("head_epoch").asLong());
            assertThat(rows(get(world, "/views/rooms/rows"))).isEqualTo(left + 1);
        }
    }

    @Test
    void balancedWaitsForTheLedger(@TempDir Path folder) throws Exception {
        try (WorkerWorld world = new WorkerWorld(folder)) {
            world.launch(compiled(world, "BALANCED"), 1);
            CompletableFuture<Integer> answer = new CompletableFuture<>();
            try (Connection lock = lock(world)) {
                Thread.ofVirtual().start(() -> {
                    try {
                        answer.complete(push(world, 1).statusCode());
                    } catch (Exception e) {
                        answer.completeExceptionally(e);
                    }
                });
                for (int look = 0; look < 20; look++) {
                    assertThat(answer.isDone()).isFalse();
                    assertThat(rows(get(world, "/views/rooms/rows"))).isZero();
                    Thread.sleep(10);
                }
                lock.rollback();
            }
            assertThat(answer.get()).isEqualTo(200);
            assertThat(rows(get(world, "/views/rooms/rows"))).isEqualTo(1);
        }
    }
}
