package dev.freshet.vector.sync;

import dev.freshet.spi.connect.Sink.FencedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The row that tells which epoch an index shows and which generation may write to it. */
final class Progress {
    private final String table;
    private final String key;

    Progress(String table, String key) {
        this.table = table;
        this.key = key;
    }

    /** Makes this generation the owner and returns the epoch; a later owner refuses. */
    long claim(Connection c, long generation) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "INSERT INTO " + table + " AS p (sink, epoch, generation) VALUES (?, 0, ?) ON CONFLICT (sink) DO UPDATE"
                        + " SET generation = excluded.generation WHERE p.generation <= excluded.generation RETURNING epoch")) {
            s.setString(1, key);
            s.setLong(2, generation);
            try (ResultSet row = s.executeQuery()) {
                if (row.next()) {
                    return row.getLong(1);
                }
            }
        }
        throw new FencedException("index " + key + " belongs to a later generation than " + generation);
    }

    /** The epoch, with the row locked until the transaction ends. */
    long lock(Connection c, long generation) throws SQLException {
        try (PreparedStatement s =
                c.prepareStatement("SELECT epoch, generation FROM " + table + " WHERE sink = ? FOR UPDATE")) {
            s.setString(1, key);
            try (ResultSet row = s.executeQuery()) {
                if (!row.next()) {
                    throw new FencedException("index " + key + " has been replaced by a changed definition");
                }
                if (row.getLong(2) != generation) {
                    throw new FencedException(
                            "index " + key + " belongs to generation " + row.getLong(2) + ", not to " + generation);
                }
                return row.getLong(1);
            }
        }
    }

    void advance(Connection c, long from, long to, long generation) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "UPDATE " + table + " SET epoch = ? WHERE sink = ? AND epoch = ? AND generation = ?")) {
            s.setLong(1, to);
            s.setString(2, key);
            s.setLong(3, from);
            s.setLong(4, generation);
            if (s.executeUpdate() != 1) {
                throw new FencedException("index " + key + " moved away from epoch " + from);
            }
        }
    }
}
