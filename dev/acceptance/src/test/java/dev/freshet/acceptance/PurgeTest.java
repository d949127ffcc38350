package dev.freshet.acceptance;

import static dev.freshet.acceptance.Pipelines.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Deleting a pipeline keeps its history; purging it leaves nothing of it, not even in the tenant's vector schema. */
class PurgeTest {
    private static final String NAME = "short-lived";
    private static final String DEFINITION = """
            api_version: freshet/v1
            kind: Pipeline
            metadata: {name: short-lived}
            spec:
              desired_state: RUNNING
              sources:
                notes:
                  connector: push
                  columns: {id: BIGINT NOT NULL, body: VARCHAR}
                  primary_key: [id]
              sql: |
                CREATE VIEW noted AS SELECT id, body FROM notes;
              indexes:
                kb: {view: noted, key: [id], text: body, embedder: minilm}
            """;

    @Test
    void purgingDropsTheIndexToo() throws SQLException {
        Pipelines.start(NAME, DEFINITION);
        String uid = ACME.get("/pipelines/" + NAME).ok().path("uid").asText();
        ACME.push(NAME, "notes", "{\"id\":1,\"body\":\"gone tomorrow\"}\n").ok();
        JsonNode index = Pipelines.until(
                Duration.ofSeconds(60),
                () -> ACME.get("/pipelines/" + NAME + "/indexes/kb").ok(),
                described -> described.path("rows").asLong() == 1
                        && described.path("pending").asLong() == 0);
        String base = index.path("relation").asText().replaceFirst("^.*\\.", "");
        assertThat(count(
                        "SELECT count(*) FROM pg_class WHERE relnamespace = 't_acme'::regnamespace AND relname IN"
                                + " (?, ? || '_chunks', ? || '_vectors')",
                        base,
                        base,
                        base))
                .isEqualTo(3);
        assertThat(count("SELECT count(*) FROM t_acme.sink_progress WHERE sink LIKE ? || '/%'", uid))
                .isEqualTo(1);
        Pipelines.remove(NAME);
        assertThat(count(
                        "SELECT count(*) FROM pg_class WHERE relnamespace = 't_acme'::regnamespace AND relname LIKE ? || '%'",
                        base))
                .isZero();
        assertThat(count("SELECT count(*) FROM t_acme.sink_progress WHERE sink LIKE ? || '/%'", uid))
                .isZero();
        assertThat(count("SELECT count(*) FROM freshet.ledger WHERE pipeline_uid = ?::uuid", uid))
                .isZero();
    }

    private static long count(String sql, String... values) throws SQLException {
        try (Connection database = LocalStack.database();
                PreparedStatement query = database.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                query.setString(i + 1, values[i]);
            }
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }
}
