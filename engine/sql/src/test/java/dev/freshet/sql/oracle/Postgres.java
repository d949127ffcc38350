package dev.freshet.sql.oracle;

import dev.freshet.spi.data.ByteString;
import dev.freshet.spi.data.VariantValue;
import dev.freshet.testkit.oracle.Kind;
import dev.freshet.testkit.oracle.TableDef;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGInterval;

/** A database that computes views afresh. */
final class Postgres implements AutoCloseable {
    private final Connection connection;

    private final Map<String, String> translations = new HashMap<>();

    /** A view's column as PostgreSQL sees it. */
    record Column(String name, String type) {}

    Postgres(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
        try (Statement s = connection.createStatement()) {
            s.execute("CREATE FUNCTION tumble_start(timestamp, interval) RETURNS timestamp IMMUTABLE LANGUAGE sql AS "
                    + "$$ SELECT date_bin($2, $1, timestamp '1970-01-01') $$");
        }
        connection.commit();
    }

    /** Tables and views of a case; whatever was there before is gone. */
    void define(List<TableDef> tables, Map<String, String> views) throws SQLException {
        connection.rollback();
        try (Statement s = connection.createStatement()) {
            for (TableDef t : tables) {
                List<String> columns = new ArrayList<>();
                t.columns()
                        .forEach(c -> columns.add(
                                c.name() + " " + c.kind().sql() + (c.kind() == Kind.TEXT ? " COLLATE \"C\"" : "")));
                s.execute("CREATE TABLE " + t.name() + " (" + String.join(", ", columns) + ")");
            }
            for (Map.Entry<String, String> v : views.entrySet()) {
                s.execute("CREATE VIEW " + v.getKey() + " AS "
                        + dialect(translations.getOrDefault(v.getValue(), v.getValue())));
            }
        }
    }

    /** From now on another query stands for one that PostgreSQL does not understand. */
    void translate(String query, String theirs) {
        translations.put(query, theirs);
    }

    /** Windows in PostgreSQL's words. */
    static String dialect(String query) {
        return query.replaceAll("TUMBLE_END\\(([\\w.]+), (INTERVAL '\\d+' \\w+)\\)", "(tumble_start($1, $2) + $2)")
                .replaceAll("TUMBLE\\(", "tumble_start(");
    }

    void fill(TableDef table, List<List<@Nullable Object>> rows) throws SQLException {
        try (Statement s = connection.createStatement()) {
            s.execute("DELETE FROM " + table.name());
            if (!rows.isEmpty()) {
                List<String> tuples = new ArrayList<>();
                for (List<@Nullable Object> row : rows) {
                    List<String> values = new ArrayList<>();
                    for (int i = 0; i < row.size(); i++) {
                        values.add(table.columns().get(i).kind().literal(row.get(i)));
                    }
                    tuples.add("(" + String.join(", ", values) + ")");
                }
                s.execute("INSERT INTO " + table.name() + " VALUES " + String.join(", ", tuples));
            }
        }
    }

    List<Column> columns(String view) throws SQLException {
        List<Column> out = new ArrayList<>();
        try (Statement s = connection.createStatement();
                ResultSet r = s.executeQuery("SELECT * FROM " + view + " LIMIT 0")) {
            ResultSetMetaData meta = r.getMetaData();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                out.add(new Column(meta.getColumnName(i), meta.getColumnTypeName(i)));
            }
        }
        return out;
    }

    /** The view's rows, or null when PostgreSQL cannot compute them (a division by zero, an overflow). */
    @Nullable
    Answer answer(String view) throws SQLException {
        var before = connection.setSavepoint();
        try (Statement s = connection.createStatement();
                ResultSet r = s.executeQuery("SELECT * FROM " + view)) {
            Answer out = new Answer();
            while (r.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int i = 1; i <= r.getMetaData().getColumnCount(); i++) {
                    row.add(value(r, i));
                }
                out.add(row, 1);
            }
            return out;
        } catch (SQLException e) {
            if (!String.valueOf(e.getSQLState()).startsWith("22")) {
                throw e;
            }
            connection.rollback(before);
            return null;
        }
    }

    private static @Nullable Object value(ResultSet r, int i) throws SQLException {
        return switch (r.getMetaData().getColumnTypeName(i)) {
            case "date" -> r.getObject(i, LocalDate.class);
            case "timestamp" -> r.getObject(i, LocalDateTime.class);
            case "timestamptz" -> {
                OffsetDateTime t = r.getObject(i, OffsetDateTime.class);
                yield t == null ? null : t.toInstant();
            }
            case "interval" -> interval(r.getObject(i));
            case "json", "jsonb" -> json(r.getString(i));
            default -> plain(r.getObject(i));
        };
    }

    private static @Nullable Object json(@Nullable String text) {
        return text == null ? null : new VariantValue(text);
    }

    /** Months or microseconds, as the engine has it. */
    private static @Nullable Object interval(@Nullable Object value) {
        if (!(value instanceof PGInterval i)) {
            return null;
        }
        int months = i.getYears() * 12 + i.getMonths();
        return months != 0
                ? Period.ofMonths(months)
                : Duration.ofDays(i.getDays())
                        .plusHours(i.getHours())
                        .plusMinutes(i.getMinutes())
                        .plusNanos(i.getWholeSeconds() * 1_000_000_000L + i.getMicroSeconds() * 1000L);
    }

    private static @Nullable Object plain(@Nullable Object value) throws SQLException {
        return switch (value) {
            case Array a -> elements((Object[]) a.getArray());
            case byte[] b -> new ByteString(b);
            case java.sql.Date d -> d.toLocalDate();
            case java.sql.Timestamp t -> t.toLocalDateTime();
            case null, default -> value;
        };
    }

    private static List<@Nullable Object> elements(@Nullable Object[] array) throws SQLException {
        List<@Nullable Object> out = new ArrayList<>();
        for (Object o : array) {
            out.add(plain(o));
        }
        return out;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
