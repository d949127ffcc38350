package dev.freshet.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A view at an earlier epoch is what a plain loop makes of everything acknowledged until then. */
class TimeTravelTest {
    private static final String DEFINITION = WorkerWorld.overReadings(
            "CREATE VIEW rooms AS SELECT room, MAX(celsius) AS value FROM readings GROUP BY room;");
    private static final String[] ROOMS = {"attic", "hall", "kitchen"};

    private final Map<Long, String> rooms = new HashMap<>();
    private final Map<Long, Long> celsius = new HashMap<>();
    private final TreeMap<Long, List<String>> answers = new TreeMap<>();

    @Test
    void everyEpochCanBeReadWhereverItLies(@TempDir Path folder) throws Exception {
        Random random = new Random(20260131);
        try (WorkerWorld world = new WorkerWorld(folder)) {
            Process first = world.launch(world.compile(DEFINITION), 1);
            answers.put(0L, List.of());
            pushes(world, random, 0);
            assertThat(world.call("POST", "/checkpoint", "").statusCode()).isEqualTo(200);
            pushes(world, random, 20);
            compare(world);
            first.destroyForcibly().waitFor();
            world.launch(world.compile(DEFINITION), 1);
            pushes(world, random, 40);
            compare(world);
            refusals(world);
        }
    }

    private void pushes(WorkerWorld world, Random random, int from) throws Exception {
        for (int i = from; i < from + 20; i++) {
            StringBuilder lines = new StringBuilder();
            for (int k = random.nextInt(4); k >= 0; k--) {
                long id = random.nextInt(8);
                if (random.nextInt(4) == 0) {
                    rooms.remove(id);
                    celsius.remove(id);
                    lines.append("{\"op\":\"delete\",\"row\":{\"id\":%d}}%n".formatted(id));
                } else {
                    rooms.put(id, ROOMS[random.nextInt(ROOMS.length)]);
                    celsius.put(id, (long) random.nextInt(30));
                    lines.append("{\"op\":\"upsert\",\"row\":{\"id\":%d,\"room\":\"%s\",\"celsius\":%d}}%n"
                            .formatted(id, rooms.get(id), celsius.get(id)));
                }
            }
            long epoch = world.pushChanges("readings", lines.toString(), "k" + i)
                    .path("epoch")
                    .asLong();
            answers.put(epoch, answer());
        }
    }

    private List<String> answer() {
        TreeMap<String, Long> greatest = new TreeMap<>();
        rooms.forEach((id, room) -> greatest.merge(room, Objects.requireNonNull(celsius.get(id)), Math::max));
        List<String> out = new ArrayList<>();
        greatest.forEach((room, value) -> out.add(room + " " + value));
        return out;
    }

    private void compare(WorkerWorld world) throws Exception {
        long head = answers.lastKey();
        for (long epoch = 0; epoch <= head; epoch++) {
            HttpResponse<String> read = world.call("GET", "/views/rooms/rows?as_of_epoch=" + epoch, null);
            assertThat(read.statusCode()).as(read.body()).isEqualTo(200);
            JsonNode page = new ObjectMapper().readTree(read.body());
            assertThat(page.path("epoch").asLong()).isEqualTo(epoch);
            List<String> rows = new ArrayList<>();
            page.path("items")
                    .forEach(row -> rows.add(
                            row.path("room").asText() + " " + row.path("value").asText()));
            assertThat(rows)
                    .as("epoch " + epoch)
                    .containsExactlyInAnyOrderElementsOf(
                            Objects.requireNonNull(answers.floorEntry(epoch)).getValue());
        }
    }

    private void refusals(WorkerWorld world) throws Exception {
        String rows = "/views/rooms/rows?as_of_epoch=";
        assertThat(code(world, rows + (answers.lastKey() + 1))).isEqualTo("400 epoch_ahead");
        assertThat(code(world, rows + "1&min_epoch=1")).isEqualTo("400 bad_parameter");
        assertThat(code(world, rows + "soon")).startsWith("400 ");
        world.execute("UPDATE freshet.ledger SET since_epoch = 3");
        assertThat(code(world, rows + "2")).isEqualTo("410 expired");
    }

    private static String code(WorkerWorld world, String path) throws Exception {
        HttpResponse<String> answer = world.call("GET", path, null);
        return answer.statusCode() + " "
                + new ObjectMapper().readTree(answer.body()).path("code").asText();
    }
}
