package dev.freshet.shell.oracle;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tables in DuckDB, in memory, whose rows come and go by a number; it answers queries afresh. */
final class DuckDb implements AutoCloseable {
    private final Connection connection;
    private final Map<String, Integer> widths = new HashMap<>();

    DuckDb() throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:");
        execute("SET threads = 1");
        execute("SET memory_limit = '1GB'");
    }

    void execute(String sql) throws SQLException {
        try (Statement s = connection.createStatement()) {
            s.execute(sql);
        }
    }

    /** {@code columns} as in CREATE TABLE, {@code width} of them. */
    void create(String table, String columns, int width) throws SQLException {
        execute("CREATE TABLE " + table + " (" + columns + ", row_number BIGINT)");
        widths.put(table, width);
    }

    void insert(String table, Map<Long, List<@Nullable Object>> rows) throws SQLException {
        String marks = String.join(", ", Collections.nCopies(widths.getOrDefault(table, 0) + 1, "?"));
        connection.setAutoCommit(false);
        try (PreparedStatement s = connection.prepareStatement("INSERT INTO " + table + " VALUES (" + marks + ")")) {
            for (Map.Entry<Long, List<@Nullable Object>> row : rows.entrySet()) {
                int at = 1;
                for (Object value : row.getValue()) {
                    s.setObject(at++, value);
                }
                s.setLong(at, row.getKey());
                s.addBatch();
            }
            s.executeBatch();
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    void delete(String table, List<Long> rows) throws SQLException {
        List<String> numbers = rows.stream().map(String::valueOf).toList();
        execute("DELETE FROM " + table + " WHERE row_number IN (" + String.join(", ", numbers) + ")");
    }

    Bag answer(String query) throws SQLException {
        Bag out = new Bag();
        try (Statement s = connection.createStatement();
                ResultSet r = s.executeQuery(query)) {
            int width = r.getMetaData().getColumnCount();
            while (r.next()) {
                List<@Nullable Object> row = new ArrayList<>(width);
                for (int i = 1; i <= width; i++) {
                    row.add(plain(r.getObject(i)));
                }
                out.add(row, 1);
            }
        }
        return out;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case java.math.BigInteger i -> new BigDecimal(i);
            case java.sql.Timestamp t -> t.toLocalDateTime();
            case java.sql.Date d -> d.toLocalDate();
            case LocalDate d -> d;
            case LocalDateTime t -> t;
            case null, default -> value;
        };
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
