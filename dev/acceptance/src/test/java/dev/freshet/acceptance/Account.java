package dev.freshet.acceptance;

import dev.freshet.acceptance.OrderScript.Change;
import dev.freshet.acceptance.OrderScript.Request;
import dev.freshet.acceptance.OrderScript.Scan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** The independent account: what was acknowledged, in a schema of its own in PostgreSQL, which computes what it makes. */
final class Account implements AutoCloseable {
    private final Connection connection;
    private long sequence;

    Account() throws SQLException {
        connection = LocalStack.database();
        connection.setAutoCommit(false);
        try (Statement s = connection.createStatement()) {
            s.execute("DROP SCHEMA IF EXISTS acceptance CASCADE");
            s.execute("CREATE SCHEMA acceptance");
            s.execute("CREATE TABLE acceptance.change (seq bigint, op text, id bigint, customer text,"
                    + " amount numeric(12,2), remark text)");
            s.execute("CREATE TABLE acceptance.scan (shelf text, items int)");
            s.execute("CREATE VIEW acceptance.orders AS SELECT id, customer, amount, remark FROM"
                    + " (SELECT DISTINCT ON (id) * FROM acceptance.change ORDER BY id, seq DESC) AS last"
                    + " WHERE op <> 'delete'");
        }
        connection.commit();
    }

    /** Notes a request that was answered. Requests about one key must be noted in the order of their answers. */
    synchronized void acknowledged(Request request) throws SQLException {
        try (PreparedStatement change =
                        connection.prepareStatement("INSERT INTO acceptance.change VALUES (?, ?, ?, ?, ?, ?)");
                PreparedStatement scan = connection.prepareStatement("INSERT INTO acceptance.scan VALUES (?, ?)")) {
            for (Change c : request.changes()) {
                change.setLong(1, sequence++);
                change.setString(2, c.op());
                change.setLong(3, c.id());
                change.setString(4, c.customer());
                change.setBigDecimal(5, c.amount());
                change.setString(6, c.remark());
                change.addBatch();
            }
            change.executeBatch();
            for (Scan s : request.scans()) {
                scan.setString(1, s.shelf());
                scan.setInt(2, s.items());
                scan.addBatch();
            }
            scan.executeBatch();
        }
        connection.commit();
    }

    /** Rows of a query, columns joined by a bar, sorted bytewise. */
    List<String> rows(String sql) throws SQLException {
        return rows(connection, sql);
    }

    static List<String> rows(Connection connection, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement s = connection.createStatement();
                ResultSet found = s.executeQuery(sql)) {
            int columns = found.getMetaData().getColumnCount();
            while (found.next()) {
                StringJoiner row = new StringJoiner("|");
                for (int i = 1; i <= columns; i++) {
                    row.add(found.getString(i));
                }
                rows.add(row.toString());
            }
        }
        rows.sort(null);
        return rows;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
