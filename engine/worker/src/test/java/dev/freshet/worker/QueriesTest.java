package dev.freshet.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.core.plan.format.RecordJson;
import dev.freshet.sql.AdHocQueries;
import dev.freshet.sql.Compiled;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ad-hoc queries over tables and views, as of the head and of an earlier epoch. */
class QueriesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DEFINITION = """
            api_version: freshet/v1
            kind: Pipeline
            metadata: {name: under-test}
            spec:
              sources:
                readings:
                  connector: push
                  columns: {id: BIGINT NOT NULL, room: VARCHAR, celsius: INTEGER}
                  primary_key: [id]
                made:
                  connector: datagen
                  count: 3
                  columns: {n: {type: BIGINT, kind: sequence}}
              sql: |
                CREATE VIEW rooms AS SELECT room, MAX(celsius) AS top FROM readings GROUP BY room;
                CREATE LOCAL VIEW hidden AS SELECT room FROM readings;
            """;

    @SuppressWarnings("NullAway.Init")
    private Compiled compiled;

    @SuppressWarnings("NullAway.Init")
    private WorkerWorld world;

    private JsonNode ask(String sql, int status, String more) throws Exception {
        String query = RecordJson.write(AdHocQueries.compile(compiled.plan(), sql));
        HttpResponse<String> r = world.call("POST", "/queries", "{\"query\": " + query + more + "}");
        assertThat(r.statusCode()).as(r.body()).isEqualTo(status);
        return JSON.readTree(r.body());
    }

    @Test
    void tablesAndViewsAnswerAtOneEpoch(@TempDir Path folder) throws Exception {
        try (WorkerWorld one = new WorkerWorld(folder)) {
            world = one;
            compiled = one.compile(DEFINITION);
            one.launch(compiled, 1);
            long first = one.push("readings", "{\"id\":1,\"room\":\"hall\",\"celsius\":20}\n", "a")
                    .path("epoch")
                    .asLong();
            long second = one.push(
                            "readings",
                            "{\"id\":2,\"room\":\"hall\",\"celsius\":22}\n{\"id\":3,\"room\":\"attic\",\"celsius\":0}\n",
                            "b")
                    .path("epoch")
                    .asLong();
            JsonNode all = ask("SELECT id, room, celsius * 2 AS twice FROM readings ORDER BY celsius DESC", 200, "");
            assertThat(all.path("epoch").asLong()).isGreaterThanOrEqualTo(second);
            assertThat(all.path("columns").toString())
                    .isEqualTo("[{\"name\":\"id\",\"type\":\"BIGINT\"},{\"name\":\"room\",\"type\":\"VARCHAR\"},"
                            + "{\"name\":\"twice\",\"type\":\"INTEGER\"}]");
            assertThat(all.path("items").toString())
                    .isEqualTo(
                            "[{\"id\":\"2\",\"room\":\"hall\",\"twice\":44},{\"id\":\"1\",\"room\":\"hall\",\"twice\":40},"
                                    + "{\"id\":\"3\",\"room\":\"attic\",\"twice\":0}]");
            assertThat(all.path("truncated").asBoolean()).isFalse();
            String join = "SELECT r.id, v.top FROM readings r JOIN rooms v ON v.room = r.room ORDER BY r.id";
            JsonNode cut = ask(join, 200, ", \"limit\": 2");
            assertThat(cut.path("items").toString()).isEqualTo("[{\"id\":\"1\",\"top\":22},{\"id\":\"2\",\"top\":22}]");
            assertThat(cut.path("truncated").asBoolean()).isTrue();
            JsonNode then = ask("SELECT * FROM rooms", 200, ", \"as_of_epoch\": " + first);
            assertThat(then.path("epoch").asLong()).isEqualTo(first);
            assertThat(then.path("items").toString()).isEqualTo("[{\"room\":\"hall\",\"top\":20}]");
            assertThat(ask("SELECT 1, 2", 200, "").path("items").toString())
                    .isEqualTo("[{\"?column?\":1,\"?column?_2\":2}]");
            refusals();
        }
    }

    private void refusals() throws Exception {
        assertThat(ask("SELECT 1 / celsius FROM readings", 422, "").path("code").asText())
                .isEqualTo("division_by_zero");
        assertThat(ask("SELECT n FROM made", 422, "").path("code").asText()).isEqualTo("rows_not_kept");
        assertThat(ask("SELECT id FROM readings", 422, ", \"as_of_epoch\": 1")
                        .path("code")
                        .asText())
                .isEqualTo("rows_not_kept");
        assertThat(ask("SELECT room FROM rooms", 400, ", \"as_of_epoch\": 1000000")
                        .path("code")
                        .asText())
                .isEqualTo("epoch_ahead");
        assertThat(world.call("POST", "/queries", "{\"query\": {}}").statusCode())
                .isEqualTo(400);
    }
}
