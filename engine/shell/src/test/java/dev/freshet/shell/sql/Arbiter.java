package dev.freshet.shell.sql;

import dev.freshet.stack.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL with a script's tables, asked where our answer is not the script's: the scripts' answers come from several
 * systems, and some are not PostgreSQL's (what a division gives, say). Connects when it is first asked.
 */
final class Arbiter implements AutoCloseable {
    private final List<String> statements = new ArrayList<>();
    private int done;
    private @Nullable Connection connection;

    /** What PostgreSQL says to a query: rows of texts and which columns are what; null when it fails on the data. */
    record Saying(@Nullable List<List<@Nullable String>> rows, boolean[] bools, boolean[] texts) {}

    /** A statement that the script has carried out. */
    void carriedOut(String sql) {
        statements.add(sql);
    }

    /** Null when PostgreSQL takes no such query. */
    @Nullable
    Saying ask(String query) {
        try {
            Connection c = caughtUp();
            try (Statement s = c.createStatement();
                    ResultSet r = s.executeQuery(query)) {
                int width = r.getMetaData().getColumnCount();
                boolean[] bools = new boolean[width];
                boolean[] texts = new boolean[width];
                for (int i = 0; i < width; i++) {
                    String type = r.getMetaData().getColumnTypeName(i + 1);
                    bools[i] = type.equals("bool");
                    texts[i] = type.equals("text") || type.equals("varchar");
                }
                return new Saying(rows(r), bools, texts);
            } catch (SQLException e) {
                return String.valueOf(e.getSQLState()).startsWith("22")
                        ? new Saying(null, new boolean[0], new boolean[0])
                        : null;
            }
        } catch (SQLException e) {
            return null;
        }
    }

    private Connection caughtUp() throws SQLException {
        Connection c = connection;
        if (c == null) {
            TestPostgres server = TestPostgres.shared();
            c = server.connect(server.createDatabase());
            connection = c;
        }
        for (; done < statements.size(); done++) {
            try (Statement s = c.createStatement()) {
                s.execute(statements.get(done));
            }
        }
        return c;
    }

    private static List<List<@Nullable String>> rows(ResultSet r) throws SQLException {
        List<List<@Nullable String>> out = new ArrayList<>();
        while (r.next()) {
            List<@Nullable String> row = new ArrayList<>();
            for (int i = 1; i <= r.getMetaData().getColumnCount(); i++) {
                row.add(r.getString(i));
            }
            out.add(row);
        }
        return out;
    }

    @Override
    public void close() throws SQLException {
        if (connection != null) {
            connection.close();
        }
    }
}
