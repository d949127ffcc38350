package dev.freshet.sql.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.plan.format.Json;
import dev.freshet.spi.data.Type;
import dev.freshet.sql.parse.SqlTextException;
import dev.freshet.stack.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Every expression of {@code oracle/scalars.txt} over the grid, value by value against PostgreSQL. A line is an expression;
 * {@code ours => theirs} where PostgreSQL says it otherwise; {@code ours == text} where it cannot say it at all.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScalarOracleTest {
    private static final String EVALUATE = """
            CREATE FUNCTION ev(q text, k integer) RETURNS text LANGUAGE plpgsql AS $$
            DECLARE r text;
            BEGIN
              EXECUTE 'SELECT ' || q || ' FROM g WHERE id = ' || k INTO r;
              RETURN r;
            EXCEPTION WHEN others THEN
              IF SQLSTATE LIKE '42%' THEN RAISE; END IF;
              RETURN '!' || SQLERRM;
            END $$""";

    private final ScalarGrid grid = new ScalarGrid();
    private Connection connection;

    @BeforeAll
    void start() throws SQLException {
        TestPostgres server = TestPostgres.shared();
        connection = server.connect(server.createDatabase());
        try (Statement s = connection.createStatement()) {
            s.execute("SET TIME ZONE 'UTC'");
            s.execute(EVALUATE);
            for (String sql : grid.definition()) {
                s.execute(sql);
            }
        }
    }

    @AfterAll
    void stop() throws SQLException {
        connection.close();
    }

    private static List<String> lines() throws IOException {
        String only = System.getProperty("freshet.oracle.scalar");
        if (only != null) {
            return List.of(only);
        }
        try (InputStream in =
                Objects.requireNonNull(ScalarOracleTest.class.getResourceAsStream("/oracle/scalars.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> !l.isBlank() && !l.startsWith("#"))
                    .toList();
        }
    }

    @Test
    void expressionsEqualPostgres() throws IOException {
        List<String> problems = new ArrayList<>();
        for (String line : lines()) {
            String problem = problem(line);
            if (problem != null) {
                problems.add(line + "\n" + problem);
            }
        }
        assertThat(String.join("\n", problems)).isEmpty();
    }

    private @Nullable String problem(String line) {
        try {
            int literal = line.indexOf(" == ");
            if (literal > 0) {
                String got = String.valueOf(
                        grid.evaluate(line.substring(0, literal)).values().get(0));
                String wanted = line.substring(literal + 4);
                return got.equals(wanted) ? null : "    got " + got;
            }
            int arrow = line.indexOf(" => ");
            String ours = arrow < 0 ? line : line.substring(0, arrow);
            String theirs = arrow < 0 ? line : line.substring(arrow + 4);
            return compare(grid.evaluate(ours), theirs);
        } catch (SqlTextException e) {
            return "    refused: " + e.getMessage();
        } catch (SQLException e) {
            return "    PostgreSQL: " + e.getMessage();
        } catch (RuntimeException e) {
            return "    " + e + " at " + (e.getStackTrace().length == 0 ? "" : e.getStackTrace()[0]);
        }
    }

    private @Nullable String compare(ScalarGrid.Result ours, String theirs) throws SQLException {
        String type = type(theirs);
        boolean nested = type.startsWith("_") || type.startsWith("json") || ours.type() instanceof Type.Array;
        String shown = nested ? "to_jsonb(" + theirs + ")::text" : "(" + theirs + ")::text";
        Map<Integer, @Nullable String> expected = expected(shown);
        StringBuilder out = new StringBuilder();
        if (!typeOf(ours.type()).equals(type.replace("varchar", "text").replace("jsonb", "json"))) {
            out.append("    type ")
                    .append(ours.type().sql())
                    .append(", PostgreSQL ")
                    .append(type)
                    .append('\n');
        }
        int bad = 0;
        for (Map.Entry<Integer, @Nullable String> e : expected.entrySet()) {
            String mine = ours.values().get(e.getKey());
            if (!same(mine, e.getValue(), ours.type(), nested) && ++bad <= 3) {
                out.append("    row ")
                        .append(e.getKey())
                        .append(": here ")
                        .append(mine)
                        .append(" there ")
                        .append(e.getValue())
                        .append('\n');
            }
        }
        return out.isEmpty() ? null : out + (bad > 3 ? "    … " + bad + " rows" : "");
    }

    /** All rows at once, or row by row where one of them fails. */
    private Map<Integer, @Nullable String> expected(String shown) throws SQLException {
        try (Statement s = connection.createStatement();
                ResultSet r = s.executeQuery("SELECT id, " + shown + " FROM g")) {
            return expected(r);
        } catch (SQLException e) {
            if (String.valueOf(e.getSQLState()).startsWith("42")) {
                throw e;
            }
        }
        try (PreparedStatement s = connection.prepareStatement("SELECT id, ev(?, id) FROM g")) {
            s.setString(1, shown);
            try (ResultSet r = s.executeQuery()) {
                return expected(r);
            }
        }
    }

    private static Map<Integer, @Nullable String> expected(ResultSet r) throws SQLException {
        Map<Integer, @Nullable String> out = new TreeMap<>();
        while (r.next()) {
            out.put(r.getInt(1), r.getString(2));
        }
        return out;
    }

    private String type(String expression) throws SQLException {
        try (Statement s = connection.createStatement();
                ResultSet r = s.executeQuery("SELECT " + expression + " FROM g LIMIT 0")) {
            return r.getMetaData().getColumnTypeName(1);
        }
    }

    private static boolean same(@Nullable String a, @Nullable String b, Type type, boolean nested) {
        if (a == null || b == null) {
            return Objects.equals(a, b);
        }
        if (a.startsWith("!") || b.startsWith("!")) {
            return a.equals(ScalarGrid.ERROR) && b.startsWith("!");
        }
        if (nested) {
            return near(Json.parse(a), Json.parse(b));
        }
        return switch (type) {
            case Type.Decimal d -> decimal(a, b, d.scale());
            case Type.Double _ -> near(Double.parseDouble(a), Double.parseDouble(b), 1e-12);
            case Type.Real _ -> near(Double.parseDouble(a), Double.parseDouble(b), 1e-6);
            case Type.Text t -> (t.padded() ? a.stripTrailing() : a).equals(b);
            default -> a.equals(b);
        };
    }

    private static boolean decimal(String a, String b, int scale) {
        if (b.endsWith("y") || b.equals("NaN")) {
            return false;
        }
        return new BigDecimal(a).compareTo(new BigDecimal(b).setScale(scale, RoundingMode.HALF_UP)) == 0;
    }

    private static boolean near(double a, double b, double part) {
        return Double.compare(a, b) == 0 || Math.abs(a - b) <= part * Math.max(Math.abs(a), Math.abs(b));
    }

    private static boolean near(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return near(x.doubleValue(), y.doubleValue(), 1e-12);
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            boolean same = x.size() == y.size();
            for (int i = 0; same && i < x.size(); i++) {
                same = near(x.get(i), y.get(i));
            }
            return same;
        }
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            Map<Object, Object> rest = new HashMap<>(y);
            return x.keySet().equals(rest.keySet()) && x.keySet().stream().allMatch(k -> near(x.get(k), rest.get(k)));
        }
        return Objects.equals(a, b);
    }

    private static String typeOf(Type type) {
        return Verdict.typeName(type).replace("varchar", "text");
    }
}
