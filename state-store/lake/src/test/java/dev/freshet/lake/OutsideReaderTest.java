package dev.freshet.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.lake.LakeWorld.Owner;
import dev.freshet.meta.Collections;
import dev.freshet.meta.Collections.Schemas;
import dev.freshet.meta.Epochs;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.stack.TestDuckDb;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A reader that knows nothing of Freshet sums the changelog of a view to what was committed. */
class OutsideReaderTest {
    private static List<String> query(Connection duck, String sql) throws SQLException {
        try (Statement s = duck.createStatement();
                ResultSet rows = s.executeQuery(sql)) {
            ResultSetMetaData meta = rows.getMetaData();
            List<String> out = new ArrayList<>();
            while (rows.next()) {
                StringJoiner line = new StringJoiner("|");
                for (int i = 1; i <= meta.getColumnCount(); i++) {
                    line.add(rows.getString(i));
                }
                out.add(line.toString());
            }
            return out;
        }
    }

    private static String scan(Owner owner, String table) {
        return "iceberg_scan('" + owner.catalog().pointers().get(table) + "')";
    }

    @Test
    void duckDbFoldsTheChangelog() throws Exception {
        Optional<Connection> found = TestDuckDb.connect();
        assumeTrue(found.isPresent(), "no pip here to fetch DuckDB's Iceberg reader with");
        try (Connection duck = found.orElseThrow();
                LakeWorld world = new LakeWorld()) {
            Owner owner = world.owner("p");
            owner.commit(3);
            owner.flusher().flush();
            owner.ledger().commit(Epochs.with(4, Epochs.rows(1, 4), Epochs.rows(-1, 2)));
            owner.ledger().commit(Epochs.with(5, Epochs.rows(1, 5), Epochs.rows(2, 3)));
            owner.flusher().flush();
            String fold = "SELECT id, name, sum(_weight) FROM " + scan(owner, "changelog_v")
                    + " WHERE _epoch <= %d GROUP BY ALL HAVING sum(_weight) <> 0 ORDER BY id";
            assertThat(query(duck, fold.formatted(3))).containsExactly("1|name 1|1", "2|name 2|1", "3|name 3|1");
            assertThat(query(duck, fold.formatted(5))).containsExactly("1|name 1|1", "3|name 3|3");
            assertThat(query(duck, "SELECT count(*), max(_epoch) FROM " + scan(owner, "journal_t")))
                    .containsExactly("5|5");
            assertThat(query(duck, "SELECT count(*) FROM " + scan(owner, "rejected")))
                    .containsExactly("0");
        }
    }

    @Test
    void duckDbSeesTypesAsTheyAre() throws Exception {
        Optional<Connection> found = TestDuckDb.connect();
        assumeTrue(found.isPresent(), "no pip here to fetch DuckDB's Iceberg reader with");
        Schema schema = Schema.of(
                new Field("d", new Type.Decimal(38, 2).nullable()),
                new Field("ts", Type.TIMESTAMP.nullable()),
                new Field("tz", Type.TIMESTAMPTZ.nullable()),
                new Field("u", Type.UUID.nullable()),
                new Field("l", new Type.Array(Type.INTEGER.nullable()).nullable()),
                new Field("v", new Type.Vector(2).nullable()),
                new Field("m", new Type.MapOf(Type.TEXT.notNull(), Type.BIGINT.nullable()).nullable()));
        try (Connection duck = found.orElseThrow();
                LakeWorld world = new LakeWorld()) {
            Owner owner = world.owner("p");
            world.ledgers.execute("DELETE FROM freshet.collection");
            new Collections(owner.database(), owner.pipeline())
                    .declare(1, new Schemas(Map.of("t", schema), Map.of("v", schema)));
            var rows = new BatchBuilder(schema)
                    .row(
                            1,
                            new BigDecimal("123456789012345678901234567890123456.78"),
                            LocalDateTime.of(2026, 1, 31, 12, 0),
                            Instant.parse("2026-01-31T12:00:00Z"),
                            UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
                            List.of(1L, 2L),
                            List.of(0.5f, -1f),
                            Map.of("k", 7L))
                    .build();
            owner.ledger().commit(Epochs.with(1, rows, rows));
            owner.flusher().flush();
            assertThat(query(
                            duck,
                            "SELECT d, ts::text, tz::text, u::text, l::text, v::text, m::text, _epoch, _weight FROM "
                                    + scan(owner, "changelog_v")))
                    .containsExactly(
                            "123456789012345678901234567890123456.78|2026-01-31 12:00:00|2026-01-31 12:00:00+00"
                                    + "|00112233-4455-6677-8899-aabbccddeeff|[1, 2]|[0.5, -1.0]|{k=7}|1|1");
        }
    }
}
