package dev.freshet.vector.query;

import dev.freshet.spi.data.Field;
import dev.freshet.vector.query.SearchAnswer.Item;
import dev.freshet.vector.sync.IndexSpec;
import dev.freshet.vector.sync.IndexTables;
import dev.freshet.vector.sync.PgTypes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads rows of an index. */
final class Rows {
    private final IndexTables tables;
    private final IndexSpec spec;

    Rows(IndexTables tables) {
        this.tables = tables;
        this.spec = tables.spec();
    }

    /** One row: what it is called, and its columns. */
    record StoredRow(IndexSpec spec, String id, Map<String, @Nullable Object> columns) {
        Item item(double score) {
            Object text = columns.get(spec.columns().text());
            return new Item(
                    pick(spec.columns().key()),
                    text == null ? null : text.toString(),
                    score,
                    pick(spec.columns().metadata()),
                    id.substring(0, 32));
        }

        private Map<String, @Nullable Object> pick(List<String> names) {
            Map<String, @Nullable Object> picked = new LinkedHashMap<>();
            names.forEach(n -> picked.put(n, columns.get(n)));
            return picked;
        }
    }

    /** Everything that follows in this transaction sees the same epoch. */
    static void snapshot(Connection c) throws SQLException {
        try (Statement s = c.createStatement()) {
            s.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        }
    }

    static long epoch(Connection c, IndexTables tables) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("SELECT epoch FROM " + tables.progress() + " WHERE sink = ?")) {
            s.setString(1, tables.spec().sink());
            try (ResultSet row = s.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    Map<String, StoredRow> byId(Connection c, List<String> ids) throws SQLException {
        String where = "c._row IN (SELECT decode(h, 'hex') FROM unnest(?::text[]) h)";
        Map<String, StoredRow> rows = new LinkedHashMap<>();
        for (StoredRow row : select(c, where, List.of(ids))) {
            rows.put(row.id(), row);
        }
        return rows;
    }

    /** @param tail condition, order and limits, over alias {@code c} */
    List<StoredRow> select(Connection c, String tail, List<Object> parameters) throws SQLException {
        List<Field> stored = spec.stored();
        String columns = stored.stream()
                .map(f -> PgTypes.read(f.type().type(), "c." + PgTypes.quoted(f.name())))
                .collect(Collectors.joining(", "));
        String sql = "SELECT encode(c._row, 'hex'), " + columns + " FROM " + tables.chunks() + " c WHERE " + tail;
        try (PreparedStatement s = c.prepareStatement(sql)) {
            Binder.bind(s, parameters);
            List<StoredRow> out = new ArrayList<>();
            try (ResultSet rows = s.executeQuery()) {
                while (rows.next()) {
                    out.add(row(rows, stored));
                }
            }
            return out;
        }
    }

    private StoredRow row(ResultSet rows, List<Field> stored) throws SQLException {
        Map<String, @Nullable Object> columns = new LinkedHashMap<>();
        for (int i = 0; i < stored.size(); i++) {
            Field f = stored.get(i);
            columns.put(f.name(), PgTypes.value(f.type().type(), rows.getString(i + 2)));
        }
        return new StoredRow(spec, rows.getString(1), columns);
    }
}
