package dev.freshet.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fork at an epoch holds what its parent held there and goes on by itself; the parent does not notice. */
class ForkTest {
    private static final String DEFINITION = WorkerWorld.overReadings(
            "CREATE VIEW rooms AS SELECT room, SUM(celsius) AS value FROM readings GROUP BY room;");

    private static void push(WorkerWorld world, Random random, Map<Long, String[]> twin, String key) throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            long id = random.nextInt(30);
            String[] row = {"r" + random.nextInt(4), Integer.toString(random.nextInt(50))};
            twin.put(id, row);
            lines.append("{\"id\":%d,\"room\":\"%s\",\"celsius\":%s}\n".formatted(id, row[0], row[1]));
        }
        world.push("readings", lines.toString(), key);
    }

    private static List<String> answer(Map<Long, String[]> twin) {
        TreeMap<String, Long> sums = new TreeMap<>();
        twin.values().forEach(r -> sums.merge(r[0], Long.parseLong(r[1]), Long::sum));
        List<String> out = new ArrayList<>();
        sums.forEach((room, sum) -> out.add(room + " " + sum));
        return out;
    }

    private static List<String> rooms(WorkerWorld world) throws Exception {
        List<String> out = new ArrayList<>();
        for (JsonNode row : world.rows("rooms")) {
            out.add(row.path("room").asText() + " " + row.path("value").asText());
        }
        return out;
    }

    @Test
    void itGoesOnFromExactlyThere(@TempDir Path folder) throws Exception {
        Random random = new Random(3);
        Map<Long, String[]> twin = new TreeMap<>();
        try (WorkerWorld world = new WorkerWorld(folder)) {
            world.launch(world.compile(DEFINITION), 1);
            for (int i = 0; i < 12; i++) {
                push(world, random, twin, "a" + i);
                if (i == 5) {
                    world.call("POST", "/checkpoint", "");
                }
            }
            long at = world.number("SELECT head_epoch FROM freshet.ledger");
            Map<Long, String[]> then = new TreeMap<>(twin);
            for (int i = 0; i < 8; i++) {
                push(world, random, twin, "b" + i);
            }
            UUID child = UUID.randomUUID();
            assertThat(world.fork(child, at + 100)).isEqualTo("ahead");
            assertThat(world.fork(child, at)).isEqualTo("ok");

            try (WorkerWorld fork = world.other(child)) {
                Process first = fork.launch(fork.compile(DEFINITION), 1);
                assertThat(rooms(fork)).containsExactlyInAnyOrderElementsOf(answer(then));
                HttpResponse<String> before = fork.call("GET", "/views/rooms/rows?as_of_epoch=" + (at - 1), null);
                assertThat(before.statusCode()).as(before.body()).isEqualTo(410);
                push(fork, random, then, "c");
                assertThat(fork.number("SELECT head_epoch FROM freshet.ledger WHERE pipeline_uid = '" + child + "'"))
                        .isEqualTo(at + 1);
                first.destroyForcibly().waitFor();
                fork.launch(fork.compile(DEFINITION), 1);
                push(fork, random, then, "d");
                assertThat(rooms(fork)).containsExactlyInAnyOrderElementsOf(answer(then));
            }
            assertThat(rooms(world)).containsExactlyInAnyOrderElementsOf(answer(twin));
            world.execute("UPDATE freshet.ledger SET lake_epoch = head_epoch, since_epoch = 5 WHERE pipeline_uid = '"
                    + world.pipeline() + "'");
            assertThat(world.fork(UUID.randomUUID(), 4)).isEqualTo("expired");
        }
    }
}
