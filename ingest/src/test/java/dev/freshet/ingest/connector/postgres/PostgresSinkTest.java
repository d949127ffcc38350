package dev.freshet.ingest.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.ingest.connector.ConnectorException;
import dev.freshet.ingest.connector.Settings;
import dev.freshet.ingest.format.DecodeOptions;
import dev.freshet.ingest.format.DecodedRows;
import dev.freshet.ingest.format.Format;
import dev.freshet.spi.connect.Sink;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.id.Generation;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresSinkTest extends PostgresSinkConformance {
    private static final String ENTRY = """
            {"connector": "postgres", "connection": "db", "schema": "reports", "table": "out_table"}
            """;

    @Override
    protected Sink sink() throws Exception {
        return sink(ENTRY);
    }

    @Test
    void withoutAKeyRowsStandAsOftenAsInTheView() throws Exception {
        try (Sink sink = sink()) {
            sink.open(new Generation(1));
            sink.apply(List.of(epoch(1, row(3, 1L, "a", null), row(2, 1L, "a", "1.00"), row(1, null, null, null))), 1);
            sink.apply(
                    List.of(
                            epoch(2, row(-2, 1L, "a", null), row(-1, null, null, null), row(-1, 1L, "a", "1.00")),
                            epoch(3, row(1, 5L, "x", null), row(-1, 9L, "never there", null)),
                            epoch(4, row(-1, 5L, "x", null))),
                    4);
        }
        assertThat(content()).containsExactlyInAnyOrder("1|a|null", "1|a|1.00");
    }

    @Test
    void anExistingTableThatLacksAColumnIsRefused() throws Exception {
        try (Connection c = postgres.connect(database);
                Statement s = c.createStatement()) {
            s.execute("CREATE SCHEMA reports");
            s.execute("CREATE TABLE reports.out_table (id bigint)");
        }
        try (Sink sink = sink()) {
            assertThatThrownBy(() -> sink.open(new Generation(1)))
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("\"name\"");
        }
    }

    @Test
    void everyTypeArrives() throws Exception {
        Schema all = Schema.of(
                new Field("b", Type.BOOLEAN.nullable()),
                new Field("s", Type.TINYINT.nullable()),
                new Field("d", new Type.Decimal(38, 3).nullable()),
                new Field("f", Type.DOUBLE.nullable()),
                new Field("x", Type.BYTES.nullable()),
                new Field("ts", Type.TIMESTAMP.nullable()),
                new Field("tz", Type.TIMESTAMPTZ.nullable()),
                new Field("day", Type.DATE.nullable()),
                new Field("at", Type.TIME.nullable()),
                new Field("u", Type.UUID.nullable()),
                new Field("j", Type.VARIANT.nullable()),
                new Field("a", new Type.Array(Type.BIGINT.nullable()).nullable()),
                new Field("iv", Type.MICROS.nullable()),
                new Field("im", Type.MONTHS.nullable()));
        DecodedRows rows = new DecodedRows("t", all);
        String json = """
                {"b":true,"s":-1,"d":"12345678901234567890.125","f":"NaN","x":"AP8=","ts":"2026-01-31T12:00:00.5",\
                "tz":"2026-01-31T12:00:00Z","day":"2026-01-31","at":"01:02:03","u":"123e4567-e89b-12d3-a456-426614174000",\
                "j":{"a":"x"},"a":[1,null],"iv":"P1DT2H","im":"P1Y2M"}
                """;
        Format.JSON.decoder(all, DecodeOptions.PUSHED_ROWS).decodeAll(json.getBytes(StandardCharsets.UTF_8), rows);
        assertThat(rows.takeRejected()).isEmpty();
        ColumnBatch batch = rows.takeRows("t").rows();
        ObjectNode connection = JSON.createObjectNode()
                .put("url", postgres.jdbcUrl(database))
                .put("user", postgres.superuser())
                .put("password", postgres.password());
        try (Sink sink = new PostgresSink("uid", "types", all, new Settings(JSON.createObjectNode()), connection)) {
            sink.open(new Generation(1));
            sink.apply(List.of(new Sink.EpochChanges(1, batch)), 1);
            sink.apply(List.of(new Sink.EpochChanges(2, batch.negated()), new Sink.EpochChanges(3, batch)), 3);
        }
        try (Connection c = postgres.connect(database);
                Statement s = c.createStatement();
                ResultSet rs = s.executeQuery("SELECT types::text FROM types")) {
            assertThat(rs.next()).isTrue();
            assertThat(rs.getString(1))
                    .isEqualTo("(t,-1,12345678901234567890.125,NaN,\"\\\\x00ff\",\"2026-01-31 12:00:00.5\","
                            + "\"2026-01-31 12:00:00+00\",2026-01-31,01:02:03,123e4567-e89b-12d3-a456-426614174000,"
                            + "\"{\"\"a\"\": \"\"x\"\"}\",\"[1, null]\",\"1 day 02:00:00\",\"1 year 2 mons\")");
            assertThat(rs.next()).isFalse();
        }
    }
}
