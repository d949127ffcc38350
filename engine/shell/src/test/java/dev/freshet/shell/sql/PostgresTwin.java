package dev.freshet.shell.sql;

import java.io.IOException;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** PostgreSQL as a shell: the same statements, results as its own CSV. */
final class PostgresTwin implements AutoCloseable {
    private final Connection connection;

    PostgresTwin(Connection connection) throws SQLException {
        this.connection = connection;
        run("SET TIME ZONE 'UTC'");
        run("SET lc_messages TO 'C'");
    }

    /** Null when the statement succeeds, else PostgreSQL's message. */
    @Nullable
    String run(String sql) {
        try (Statement s = connection.createStatement()) {
            s.execute(sql);
            return null;
        } catch (SQLException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** A query's CSV with header. */
    String csv(String query) throws SQLException, IOException {
        StringWriter out = new StringWriter();
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY (" + spelled(query) + ") TO STDOUT WITH (FORMAT csv, HEADER)", out);
        return out.toString();
    }

    /** COPY prints booleans as t and f; the shell spells them out. */
    private String spelled(String query) throws SQLException {
        List<String> columns = new ArrayList<>();
        List<String> aliases = new ArrayList<>();
        boolean any = false;
        try (Statement s = connection.createStatement();
                ResultSet r = s.executeQuery(query)) {
            ResultSetMetaData meta = r.getMetaData();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                String name = '"' + meta.getColumnName(i) + '"';
                boolean bool = meta.getColumnTypeName(i).equals("bool");
                any |= bool;
                aliases.add("c" + i);
                columns.add("c" + i + (bool ? "::text AS " : " AS ") + name);
            }
        }
        return any
                ? "SELECT " + String.join(", ", columns) + " FROM (" + query + ") AS q(" + String.join(", ", aliases)
                        + ")"
                : query;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
