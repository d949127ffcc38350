package dev.freshet.ingest.connector.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.ingest.connector.ConnectorException;
import dev.freshet.ingest.connector.Settings;
import dev.freshet.spi.connect.Delivery;
import dev.freshet.spi.connect.Sink;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.id.Generation;
import dev.freshet.spi.sys.CrashPoint;
import dev.freshet.spi.sys.Failpoint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table that equals the view at the applied epoch. Rows and progress are written in one transaction; the progress row
 * also names the generation that owns the sink, so a predecessor is fenced. With a key rows are upserted and deleted by
 * key; without one the table holds each row as often as the view does.
 */
public final class PostgresSink implements Sink {
    private static final String PROGRESS = "freshet_sink_progress";

    private final String name;
    private final String id;
    private final PostgresTarget target;
    private final Settings settings;
    private final Schema columns;
    private final List<Integer> key;
    private @Nullable Connection connection;
    private @Nullable TableSql sql;
    private long generation;

    /**
     * @param owner the pipeline, unique in the database; progress is kept per owner and sink name
     * @param columns the view's columns, with the sink's key
     * @param connection settings of the connection: url, user, password, schema
     */
    public PostgresSink(String owner, String name, Schema columns, Settings settings, JsonNode connection) {
        this.name = name;
        this.id = owner + "/" + name;
        this.target = PostgresTarget.of(connection);
        this.settings = settings;
        this.columns = columns;
        this.key = columns.key();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Delivery delivery() {
        return Delivery.EXACTLY_ONCE;
    }

    @Override
    public long open(Generation newGeneration) {
        close();
        Connection c = target.connect("freshet-sink-" + name);
        connection = c;
        generation = newGeneration.number();
        try (Statement statement = c.createStatement()) {
            TableSql table = new TableSql(schema(statement), settings.text("table", name), columns, key);
            sql = table;
            prepare(statement, table);
            long epoch = takeOver(c, table);
            c.commit();
            return epoch;
        } catch (SQLException e) {
            rollback(c);
            throw new ConnectorException("cannot open the table", e);
        }
    }

    private String schema(Statement statement) throws SQLException {
        Optional<String> named = settings.text("schema").or(target::schema);
        if (named.isPresent()) {
            return named.get();
        }
        try (ResultSet rs = statement.executeQuery("SELECT current_schema()")) {
            rs.next();
            String current = rs.getString(1);
            if (current == null) {
                throw new ConnectorException("the login has no schema of its own; give the setting \"schema\"");
            }
            return current;
        }
    }

    private void prepare(Statement statement, TableSql table) throws SQLException {
        try (ResultSet rs =
                statement.executeQuery("SELECT to_regnamespace('" + literal(table.schema()) + "') IS NULL")) {
            rs.next();
            if (rs.getBoolean(1)) {
                statement.execute(table.createSchema());
            }
        }
        statement.execute(table.createTable());
        statement.execute("CREATE TABLE IF NOT EXISTS " + progress(table)
                + " (sink text PRIMARY KEY, generation bigint NOT NULL, epoch bigint NOT NULL)");
        checkColumns(statement, table);
        statement.execute(table.createTemporary(TableSql.FRESH));
        statement.execute(table.createTemporary(TableSql.DOOMED));
    }

    private static String literal(String name) {
        return TableSql.quoted(name).replace("'", "''");
    }

    private static String progress(TableSql table) {
        return TableSql.quoted(table.schema()) + "." + PROGRESS;
    }

    private void checkColumns(Statement statement, TableSql table) throws SQLException {
        try (ResultSet rs = statement.executeQuery("SELECT * FROM " + table.name() + " LIMIT 0")) {
            List<String> there = new java.util.ArrayList<>();
            for (int i = 1; i <= rs.getMetaData().getColumnCount(); i++) {
                there.add(rs.getMetaData().getColumnName(i));
            }
            for (String column : columns.names()) {
                if (!there.contains(column)) {
                    throw new ConnectorException("the table " + table.name() + " has no column \"" + column
                            + "\"; drop the table or name another one");
                }
            }
        }
    }

    private long takeOver(Connection c, TableSql table) throws SQLException {
        try (PreparedStatement insert = c.prepareStatement("INSERT INTO " + progress(table)
                + " VALUES (?, ?, 0) ON CONFLICT (sink) DO UPDATE SET generation = EXCLUDED.generation WHERE "
                + PROGRESS + ".generation <= EXCLUDED.generation RETURNING epoch")) {
            insert.setString(1, id);
            insert.setLong(2, generation);
            try (ResultSet rs = insert.executeQuery()) {
                if (!rs.next()) {
                    throw new FencedException("a later generation owns the sink " + id);
                }
                return rs.getLong(1);
            }
        }
    }

    @Override
    public void apply(List<EpochChanges> changes, long upTo) {
        Connection c = connection;
        TableSql table = sql;
        if (c == null || table == null) {
            throw new IllegalStateException("sink " + name + " is not open");
        }
        try {
            long applied = lock(c, table);
            List<EpochChanges> fresh =
                    changes.stream().filter(e -> e.epoch() > applied).toList();
            if (!fresh.isEmpty()) {
                new TableWrite(c, table).write(fresh);
            }
            progress(c, table, Math.max(applied, upTo));
            Failpoint.hit(CrashPoint.C14);
            c.commit();
            Failpoint.hit(CrashPoint.C15);
        } catch (SQLException e) {
            rollback(c);
            throw new ConnectorException("cannot write into " + table.name(), e);
        } catch (RuntimeException e) {
            rollback(c);
            throw e;
        }
    }

    /** Locks the progress row and returns its epoch; a later owner fences us. */
    private long lock(Connection c, TableSql table) throws SQLException {
        try (PreparedStatement select =
                c.prepareStatement("SELECT generation, epoch FROM " + progress(table) + " WHERE sink = ? FOR UPDATE")) {
            select.setString(1, id);
            try (ResultSet rs = select.executeQuery()) {
                if (!rs.next() || rs.getLong(1) != generation) {
                    throw new FencedException("another generation owns the sink " + id);
                }
                return rs.getLong(2);
            }
        }
    }

    private void progress(Connection c, TableSql table, long epoch) throws SQLException {
        try (PreparedStatement update =
                c.prepareStatement("UPDATE " + progress(table) + " SET epoch = ? WHERE sink = ?")) {
            update.setLong(1, epoch);
            update.setString(2, id);
            update.executeUpdate();
        }
    }

    private static void rollback(Connection c) {
        try {
            c.rollback();
        } catch (SQLException e) {
            // The connection is lost and with it the transaction; the caller reports the first failure.
        }
    }

    @Override
    public void close() {
        Connection c = connection;
        connection = null;
        if (c != null) {
            try {
                c.close();
            } catch (SQLException e) {
                throw new ConnectorException("cannot close the connection", e);
            }
        }
    }
}
