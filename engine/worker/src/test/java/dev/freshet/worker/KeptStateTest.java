package dev.freshet.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.sql.Compiled;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of five views one changes: only its operators are computed again, and every answer is what a plain loop says. */
class KeptStateTest {
    private static final List<String> FUNCTIONS = List.of("MAX", "MIN", "SUM", "COUNT");
    private static final Pattern KEPT =
            Pattern.compile("keeps the state of (\\d+) operators at epoch (\\d+); (\\d+) were computed again");

    private final TreeMap<Long, long[]> readings = new TreeMap<>();

    private static String definition(String last) {
        StringBuilder sql = new StringBuilder();
        for (String f : FUNCTIONS) {
            sql.append("    CREATE VIEW v_%s AS SELECT room, %s(celsius) AS value FROM readings GROUP BY room;%n"
                    .formatted(f.toLowerCase(Locale.ROOT), f));
        }
        sql.append(
                "    CREATE VIEW changing AS SELECT room, %s AS value FROM readings GROUP BY room;%n".formatted(last));
        return """
                api_version: freshet/v1
                kind: Pipeline
                metadata: {name: under-test}
                spec:
                  sources:
                    readings:
                      connector: push
                      columns: {id: BIGINT NOT NULL, room: BIGINT, celsius: BIGINT}
                      primary_key: [id]
                  sql: |
                """ + sql;
    }

    @Test
    void onlyTheChangedViewIsComputedAgain(@TempDir Path folder) throws Exception {
        Random random = new Random(7);
        try (WorkerWorld world = new WorkerWorld(folder)) {
            WorkerWorld.Started first = world.begin(
                    world.compile(definition("MAX(celsius) - MIN(celsius)")),
                    1,
                    b -> b.putObject("upkeep").put("flush_ms", 100).put("snapshot_epochs", 10));
            world.await(first);
            pushes(world, random, "a");
            awaitSnapshot(world);
            pushes(world, random, "b");

            Compiled changed = world.compile(definition("SUM(celsius * celsius)"));
            WorkerWorld.Started second = world.begin(changed, 2, _ -> {});
            world.await(second);
            assertThat(first.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
            pushes(world, random, "c");
            compare(world);
            Matcher told = KEPT.matcher(world.log(second.generation()));
            assertThat(told.find()).as(world.log(second.generation())).isTrue();
            assertThat(Integer.parseInt(told.group(1))).as("kept").isGreaterThanOrEqualTo(4);
            assertThat(Long.parseLong(told.group(2))).as("snapshot").isPositive();
            assertThat(Integer.parseInt(told.group(3))).as("computed again").isLessThanOrEqualTo(4);

            // The same version once more finds the state as its predecessor left it.
            second.process().destroyForcibly().waitFor();
            world.launch(changed, 2);
            pushes(world, random, "d");
            compare(world);
        }
    }

    private void pushes(WorkerWorld world, Random random, String name) throws Exception {
        for (int i = 0; i < 20; i++) {
            StringBuilder lines = new StringBuilder();
            for (int k = 0; k < 5; k++) {
                long id = random.nextInt(60);
                long[] row = {random.nextInt(6), random.nextInt(40)};
                readings.put(id, row);
                lines.append("{\"id\":%d,\"room\":%d,\"celsius\":%d}\n".formatted(id, row[0], row[1]));
            }
            world.push("readings", lines.toString(), name + i);
        }
    }

    private static void awaitSnapshot(WorkerWorld world) throws Exception {
        for (int i = 0; i < 600 && world.number("SELECT count(*) FROM freshet.snapshot") == 0; i++) {
            Thread.sleep(50);
        }
        assertThat(world.number("SELECT count(*) FROM freshet.snapshot")).isPositive();
    }

    private void compare(WorkerWorld world) throws Exception {
        TreeMap<Long, List<Long>> rooms = new TreeMap<>();
        readings.values()
                .forEach(
                        r -> rooms.computeIfAbsent(r[0], _ -> new ArrayList<>()).add(r[1]));
        expect(world, "v_max", rooms, v -> v.stream().mapToLong(x -> x).max().orElseThrow());
        expect(world, "v_min", rooms, v -> v.stream().mapToLong(x -> x).min().orElseThrow());
        expect(world, "v_sum", rooms, v -> v.stream().mapToLong(x -> x).sum());
        expect(world, "v_count", rooms, v -> v.size());
        expect(world, "changing", rooms, v -> v.stream().mapToLong(x -> x * x).sum());
    }

    private interface Twin {
        long of(List<Long> values);
    }

    private static void expect(WorkerWorld world, String view, TreeMap<Long, List<Long>> rooms, Twin twin)
            throws Exception {
        List<String> expected = new ArrayList<>();
        rooms.forEach((room, values) -> expected.add(room + " " + twin.of(values)));
        List<String> found = new ArrayList<>();
        for (JsonNode row : world.rows(view)) {
            found.add(row.path("room").asText() + " " + row.path("value").asText());
        }
        assertThat(found).as(view).containsExactlyInAnyOrderElementsOf(expected);
    }
}
