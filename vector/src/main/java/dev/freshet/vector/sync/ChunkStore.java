package dev.freshet.vector.sync;

import dev.freshet.vector.sync.NetChanges.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes rows and vectors in bulk, inside the caller's transaction. */
final class ChunkStore {
    private static final int ROWS_AT_ONCE = 1000;

    private final IndexTables tables;

    ChunkStore(IndexTables tables) {
        this.tables = tables;
    }

    /** Removals first: an update is one of each, and a text that stays must not lose its vector in between. */
    void apply(Connection c, NetChanges net) throws SQLException {
        Set<String> loosened = new HashSet<>();
        for (List<Row> rows : parts(net.removed())) {
            remove(c, rows, loosened);
        }
        for (List<Row> rows : parts(net.added())) {
            add(c, rows);
        }
        for (List<String> hashes : parts(List.copyOf(loosened))) {
            try (PreparedStatement s = c.prepareStatement(tables.deleteOrphans())) {
                s.setArray(1, c.createArrayOf("text", hashes.toArray()));
                s.executeUpdate();
            }
        }
    }

    private void remove(Connection c, List<Row> rows, Set<String> loosened) throws SQLException {
        Object[] ids = column(rows, Row::id);
        Object[] weights = column(rows, Row::weight);
        int gone = 0;
        try (PreparedStatement s = c.prepareStatement(tables.deleteChunks())) {
            s.setArray(1, c.createArrayOf("text", ids));
            s.setArray(2, c.createArrayOf("bigint", weights));
            try (ResultSet deleted = s.executeQuery()) {
                while (deleted.next()) {
                    gone++;
                    String hash = deleted.getString(1);
                    if (hash != null) {
                        loosened.add(hash);
                    }
                }
            }
        }
        if (gone < rows.size()) {
            lower(c, rows);
        }
    }

    /** Rows that stood in the view more than once and still do; deleted ones are passed over. */
    private void lower(Connection c, List<Row> rows) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(tables.lowerChunks())) {
            s.setArray(1, c.createArrayOf("text", column(rows, Row::id)));
            s.setArray(2, c.createArrayOf("bigint", column(rows, Row::weight)));
            s.setArray(3, c.createArrayOf("bigint", column(rows, Row::epoch)));
            s.executeUpdate();
        }
    }

    private void add(Connection c, List<Row> rows) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(tables.insertChunks())) {
            s.setArray(1, c.createArrayOf("text", column(rows, Row::id)));
            s.setArray(2, c.createArrayOf("bigint", column(rows, Row::weight)));
            s.setArray(3, c.createArrayOf("text", column(rows, Row::hash)));
            s.setArray(4, c.createArrayOf("bigint", column(rows, Row::epoch)));
            for (int i = 0; i < tables.spec().stored().size(); i++) {
                int column = i;
                s.setArray(
                        5 + i,
                        c.createArrayOf("text", column(rows, r -> r.values().get(column))));
            }
            s.executeUpdate();
        }
    }

    /** Those of the hashes whose vectors are stored. */
    Set<String> known(Connection c, List<String> hashes) throws SQLException {
        Set<String> known = new HashSet<>();
        for (List<String> part : parts(hashes)) {
            try (PreparedStatement s = c.prepareStatement(tables.knownVectors())) {
                s.setArray(1, c.createArrayOf("text", part.toArray()));
                try (ResultSet rows = s.executeQuery()) {
                    while (rows.next()) {
                        known.add(rows.getString(1));
                    }
                }
            }
        }
        return known;
    }

    int insertVectors(Connection c, List<String> hashes, List<float[]> vectors) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(tables.insertVectors())) {
            s.setArray(1, c.createArrayOf("text", hashes.toArray()));
            s.setArray(
                    2,
                    c.createArrayOf(
                            "text", vectors.stream().map(PgTypes::vector).toArray()));
            return s.executeUpdate();
        }
    }

    private static Object[] column(List<Row> rows, Function<Row, @Nullable Object> get) {
        Object[] out = new Object[rows.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = get.apply(rows.get(i));
        }
        return out;
    }

    private static <T> List<List<T>> parts(List<T> all) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += ROWS_AT_ONCE) {
            parts.add(all.subList(from, Math.min(all.size(), from + ROWS_AT_ONCE)));
        }
        return parts;
    }
}
