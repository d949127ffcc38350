package dev.freshet.vector.sync;

import dev.freshet.stack.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A database of its own with the schema of one tenant. */
public final class TestDatabase implements Connections {
    public static final String SCHEMA = "t_acme";

    private final String name = TestPostgres.shared().createDatabase();

    public TestDatabase() throws SQLException {
        execute("CREATE EXTENSION vector", "CREATE SCHEMA " + SCHEMA);
    }

    @Override
    public Connection open() throws SQLException {
        return TestPostgres.shared().connect(name);
    }

    public void execute(String... statements) throws SQLException {
        try (Connection c = open();
                Statement s = c.createStatement()) {
            for (String sql : statements) {
                s.execute(sql);
            }
        }
    }

    /** Rows as texts, columns joined by "|", NULL as "∅". */
    public List<String> rows(String sql) throws SQLException {
        try (Connection c = open();
                Statement s = c.createStatement();
                ResultSet rows = s.executeQuery(sql)) {
            List<String> out = new ArrayList<>();
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    String value = rows.getString(i);
                    values.add(value == null ? "∅" : value);
                }
                out.add(String.join("|", values));
            }
            return out;
        }
    }
}
