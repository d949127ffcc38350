package dev.freshet.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A changed definition takes over what was pushed, and its changelog turns the old answer into the new one. */
class VersionSwapTest {
    private static final String DEFINITION =
            WorkerWorld.overReadings("CREATE VIEW rooms AS SELECT room, %s AS value FROM readings GROUP BY room;");

    @Test
    void nothingPushedIsLostAndTheOldOwnerGivesWay(@TempDir Path folder) throws Exception {
        try (WorkerWorld world = new WorkerWorld(folder)) {
            Process first = world.launch(world.compile(DEFINITION.formatted("MAX(celsius)")), 1);
            world.push("readings", """
                    {"id":1,"room":"hall","celsius":17}
                    {"id":2,"room":"hall","celsius":21}
                    {"id":3,"room":"attic","celsius":30}
                    {"id":4,"room":"attic","celsius":"warm"}
                    """, "a");
            assertThat(values(world)).containsExactlyInAnyOrder("hall 21", "attic 30");
            world.launch(world.compile(DEFINITION.formatted("MIN(celsius)")), 2);
            assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(first.exitValue()).isEqualTo(75);
            world.push("readings", "{\"id\":5,\"room\":\"hall\",\"celsius\":12}\n", "b");
            assertThat(values(world)).containsExactlyInAnyOrder("hall 12", "attic 30");
            assertThat(folded(world)).containsExactlyInAnyOrder("hall 12", "attic 30");
            assertThat(world.number("SELECT count(*) FROM freshet.rejected WHERE code = 'bad_value'"))
                    .isEqualTo(1);
        }
    }

    private static List<String> values(WorkerWorld world) throws Exception {
        List<String> out = new ArrayList<>();
        for (JsonNode row : world.rows("rooms")) {
            out.add(row.path("room").asText() + " " + row.path("value").asText());
        }
        return out;
    }

    /** The view as a follower of its changes from the beginning has it. */
    private static List<String> folded(WorkerWorld world) throws Exception {
        List<String> rows = new ArrayList<>();
        long head = world.number("SELECT max(head_epoch) FROM freshet.ledger");
        for (JsonNode event : world.changes("rooms", "0.0", head)) {
            for (JsonNode change : event.path("changes")) {
                JsonNode row = change.path("row");
                String text =
                        row.path("room").asText() + " " + row.path("value").asText();
                if (change.path("op").asText().equals("insert")) {
                    rows.add(text);
                } else {
                    assertThat(rows.remove(text)).as("delete of " + text).isTrue();
                }
            }
        }
        return rows;
    }

    @Test
    void strangersAreRefused(@TempDir Path folder) throws Exception {
        try (WorkerWorld world = new WorkerWorld(folder)) {
            world.launch(world.compile(DEFINITION.formatted("COUNT(*)")), 1);
            HttpResponse<String> refused = world.callAs("wrong", "GET", "/views/rooms/rows");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(new ObjectMapper().readTree(refused.body()).path("code").asText())
                    .isEqualTo("unauthenticated");
            assertThat(world.call("GET", "/views/absent/rows", null).statusCode())
                    .isEqualTo(404);
            assertThat(world.call("GET", "/views/rooms/rows?colour=red", null).statusCode())
                    .isEqualTo(400);
        }
    }
}
