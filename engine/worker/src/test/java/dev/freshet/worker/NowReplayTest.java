package dev.freshet.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows leave a view because time has passed, in an epoch of their own; after a kill the replay gives every epoch the time
 * that it had, so that what it computes has the fingerprints of before.
 */
class NowReplayTest {
    private static final String DEFINITION = """
            api_version: freshet/v1
            kind: Pipeline
            metadata: {name: under-test}
            spec:
              sources:
                readings:
                  connector: push
                  columns: {id: BIGINT NOT NULL, at: TIMESTAMP}
                  primary_key: [id]
              sql: |
                CREATE VIEW recent AS SELECT id FROM readings WHERE at > NOW() - INTERVAL '2' SECOND;
                CREATE VIEW counted AS SELECT COUNT(*) AS n FROM readings WHERE at > NOW() - INTERVAL '2' SECOND;
            """;

    @Test
    void aTickIsReplayedAtItsTime(@TempDir Path folder) throws Exception {
        try (WorkerWorld world = new WorkerWorld(folder)) {
            Process first = world.launch(world.compile(DEFINITION), 1);
            LocalDateTime now = LocalDateTime.now(ZoneOffset.UTC);
            long pushed = push(world, 1, now.plusSeconds(1));
            pushed = Math.max(pushed, push(world, 2, now.plusYears(1)));
            awaitRows(world, "[2]");
            assertThat(head(world)).as("an epoch without input").isGreaterThan(pushed);
            assertThat(values(world, "counted", "n")).containsExactly(1L);
            first.destroyForcibly().waitFor();

            Process second = world.launch(world.compile(DEFINITION), 1);
            assertThat(values(world, "recent", "id")).containsExactly(2L);
            push(world, 3, LocalDateTime.now(ZoneOffset.UTC).plusSeconds(1));
            awaitRows(world, "[2]");
            second.destroyForcibly().waitFor();

            world.launch(world.compile(DEFINITION), 1);
            assertThat(values(world, "recent", "id")).containsExactly(2L);
            assertThat(values(world, "counted", "n")).containsExactly(1L);
        }
    }

    private static long push(WorkerWorld world, long id, LocalDateTime at) throws Exception {
        return world.push("readings", "{\"id\":%d,\"at\":\"%s\"}%n".formatted(id, at), "r" + id)
                .path("epoch")
                .asLong();
    }

    private static long head(WorkerWorld world) throws Exception {
        return world.number("SELECT head_epoch FROM freshet.ledger WHERE pipeline_uid = '" + world.pipeline() + "'");
    }

    private static void awaitRows(WorkerWorld world, String ids) throws Exception {
        for (int i = 0; i < 600 && !values(world, "recent", "id").toString().equals(ids); i++) {
            Thread.sleep(50);
        }
        assertThat(values(world, "recent", "id")).hasToString(ids);
    }

    private static List<Long> values(WorkerWorld world, String view, String column) throws Exception {
        List<Long> out = new ArrayList<>();
        for (JsonNode row : world.rows(view)) {
            out.add(row.path(column).asLong());
        }
        return out;
    }
}
