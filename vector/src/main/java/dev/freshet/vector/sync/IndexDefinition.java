package dev.freshet.vector.sync;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings the tables of an index into being, or those of its changed definition beside them. */
final class IndexDefinition {
    private final IndexSpec spec;

    IndexDefinition(IndexSpec spec) {
        this.spec = spec;
    }

    /** The tables to write to: those behind the view where they fit the definition, else new ones beside them. */
    IndexTables ensure(Connection c) throws SQLException {
        IndexTables active = IndexTables.active(spec);
        lock(c);
        execute(c, IndexTables.createProgress(active.progress()));
        String present = mark(c, active);
        dropShadows(c, active, active.mark().equals(present) ? null : IndexTables.shadow(spec));
        if (present == null || !present.endsWith(" " + spec.sink())) {
            // Nothing there, or what an earlier pipeline of the same name has left: none of it may show.
            forget(c, active.progress(), active.progressKey());
            execute(c, active.dropView());
            execute(c, active.drop());
            execute(c, active.create());
            execute(c, active.createView());
            return active;
        }
        return present.equals(active.mark()) ? active : shadow(c);
    }

    private IndexTables shadow(Connection c) throws SQLException {
        IndexTables shadow = IndexTables.shadow(spec);
        if (!exists(c, shadow.chunks())) {
            forget(c, shadow.progress(), shadow.progressKey());
            execute(c, shadow.create());
        }
        return shadow;
    }

    /** In the transaction of the epoch with which the shadow has caught up. */
    void takeOver(Connection c, IndexTables shadow) throws SQLException {
        lock(c);
        execute(c, shadow.takeOver());
        forget(c, shadow.progress(), spec.sink());
        try (PreparedStatement s = c.prepareStatement("UPDATE " + shadow.progress() + " SET sink = ? WHERE sink = ?")) {
            s.setString(1, spec.sink());
            s.setString(2, shadow.progressKey());
            s.executeUpdate();
        }
    }

    /** The epoch that readers see now, by the tables that the shadow is to replace. */
    long shownEpoch(Connection c, IndexTables tables) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("SELECT epoch FROM " + tables.progress() + " WHERE sink = ?")) {
            s.setString(1, spec.sink());
            try (ResultSet row = s.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /** Shadows of definitions that were given up before they had caught up. */
    private void dropShadows(Connection c, IndexTables active, @Nullable IndexTables keep) throws SQLException {
        String prefix = spec.sink() + "#";
        for (String key : progressKeys(c, active.progress(), prefix)) {
            if (keep == null || !keep.progressKey().equals(key)) {
                String suffix = "_" + key.substring(prefix.length(), prefix.length() + 8);
                execute(c, "DROP TABLE IF EXISTS " + active.qualified(spec.base() + "_chunks" + suffix));
                execute(c, "DROP TABLE IF EXISTS " + active.qualified(spec.base() + "_vectors" + suffix));
                forget(c, active.progress(), key);
            }
        }
    }

    private static List<String> progressKeys(Connection c, String table, String prefix) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("SELECT sink FROM " + table + " WHERE starts_with(sink, ?)")) {
            s.setString(1, prefix);
            List<String> keys = new ArrayList<>();
            try (ResultSet rows = s.executeQuery()) {
                while (rows.next()) {
                    keys.add(rows.getString(1));
                }
            }
            return keys;
        }
    }

    /** Two workers never define the same index at once. */
    private void lock(Connection c) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")) {
            s.setString(1, "freshet index " + spec.schema() + "." + spec.base());
            s.executeQuery().close();
        }
    }

    private static @Nullable String mark(Connection c, IndexTables tables) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("SELECT obj_description(to_regclass(?), 'pg_class')")) {
            s.setString(1, tables.view());
            try (ResultSet row = s.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    private static boolean exists(Connection c, String table) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
            s.setString(1, table);
            try (ResultSet row = s.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static void forget(Connection c, String table, String key) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("DELETE FROM " + table + " WHERE sink = ?")) {
            s.setString(1, key);
            s.executeUpdate();
        }
    }

    static void execute(Connection c, String sql) throws SQLException {
        try (Statement s = c.createStatement()) {
            s.execute(sql);
        }
    }

    static void execute(Connection c, List<String> statements) throws SQLException {
        for (String sql : statements) {
            execute(c, sql);
        }
    }
}
