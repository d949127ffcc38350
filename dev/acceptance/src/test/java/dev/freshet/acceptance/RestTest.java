package dev.freshet.acceptance;

import static dev.freshet.acceptance.Pipelines.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pipeline without work has no process, and is there again as soon as it is needed, with all that it had. */
class RestTest {
    private static final String NAME = "resting";

    private static final String DEFINITION = """
            api_version: freshet/v1
            kind: Pipeline
            metadata: {name: resting}
            spec:
              desired_state: RUNNING
              memory: 512Mi
              idle: {after_seconds: 2, max_staleness_seconds: 5}
              sources:
                pages: {connector: files, path: "file://%s", pattern: "*.md", format: document, mode: WATCH}
                orders:
                  connector: push
                  columns: {id: BIGINT NOT NULL, amount: BIGINT}
                  primary_key: [id]
              sql: |
                CREATE VIEW total AS SELECT COUNT(*) AS n, SUM(amount) AS amount FROM orders;
                CREATE VIEW chunks AS
                  SELECT p.path, c.ordinal, c.text
                  FROM pages AS p, LATERAL TABLE(chunk(parse(p.content, p.mime), 400, 40)) AS c;
              indexes:
                kb: {view: chunks, key: [path, ordinal], text: text, metadata: [path], embedder: minilm}
            """;

    @AfterEach
    void remove() {
        Pipelines.remove(NAME);
    }

    /** Waits for rest; nothing is running then. */
    private static void rests() {
        Pipelines.awaitState(NAME, "IDLE");
        Pipelines.await(
                Duration.ofSeconds(30), () -> LocalStack.workers(NAME).isEmpty(), () -> "the worker does not end");
    }

    private static String total() {
        return ACME.get("/pipelines/" + NAME + "/views/total/rows")
                .ok()
                .at("/items/0")
                .toString();
    }

    private static JsonNode pipeline() {
        return ACME.get("/pipelines/" + NAME).ok();
    }

    @Test
    void restsLosesNothingAndWakesForWhoeverNeedsIt() {
        Path folder = LocalStack.folder(NAME);
        Papers.save(folder.resolve("first.md"), "# Parking\n\nVisitors park in the north garage.");
        Pipelines.start(
                NAME, DEFINITION.formatted(folder).replace("max_staleness_seconds: 5", "max_staleness_seconds: 600"));
        rests();
        assertThat(pipeline().at("/status/lake/epoch").asLong())
                .as("all of it lies in the lake")
                .isEqualTo(pipeline().at("/status/current_epoch").asLong());

        List<Long> waits = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            long begun = System.nanoTime();
            JsonNode answer = ACME.push(NAME, "orders", "{\"id\": %d, \"amount\": 10}\n".formatted(i))
                    .ok();
            assertThat(answer.path("accepted").asInt()).isEqualTo(1);
            assertThat(total()).isEqualTo("{\"n\":\"%d\",\"amount\":\"%d\"}".formatted(i, 10 * i));
            waits.add((System.nanoTime() - begun) / 1_000_000);
            rests();
        }
        System.out.println("wake from zero, push to readable row, ms: " + waits);

        JsonNode found = ACME.post("/pipelines/" + NAME + "/indexes/kb/search", "{\"query\": \"garage\", \"k\": 1}")
                .ok();
        assertThat(found.at("/items/0/key/path").asText()).isEqualTo("first.md");
        rests();
        JsonNode asked = ACME.post("/pipelines/" + NAME + "/queries", "{\"sql\": \"SELECT n FROM total\"}")
                .ok();
        assertThat(asked.at("/items/0/n").asText()).isEqualTo("5");
    }

    @Test
    void looksInTimeAtSourcesThatCannotWakeIt() {
        Path folder = LocalStack.folder(NAME);
        Pipelines.start(NAME, DEFINITION.formatted(folder));
        rests();
        Papers.save(folder.resolve("late.md"), "# Late\n\nSaved while nobody was looking.");
        long before = pipeline().at("/status/current_epoch").asLong();
        Pipelines.until(
                Duration.ofSeconds(60),
                () -> pipeline().at("/status/current_epoch").asLong(),
                epoch -> epoch > before);
        rests();
        assertThat(Pipelines.rows(NAME, "chunks", 0, List.of("path"))).containsExactly("late.md");
    }
}
