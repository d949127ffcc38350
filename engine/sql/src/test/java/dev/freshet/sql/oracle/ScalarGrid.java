package dev.freshet.sql.oracle;

import dev.freshet.core.build.CircuitBuilder;
import dev.freshet.core.circuit.Circuit;
import dev.freshet.core.expr.Casting;
import dev.freshet.core.expr.EvaluationContext;
import dev.freshet.core.expr.PgText;
import dev.freshet.core.plan.Plan;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.Values;
import dev.freshet.sql.parse.TypeText;
import dev.freshet.sql.query.Catalog;
import dev.freshet.sql.query.CompiledQuery;
import dev.freshet.sql.query.QueryCompiler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A table {@code g} with a column of nearly every type and rows of awkward values, for expressions to run over. */
final class ScalarGrid {
    static final String ERROR = "!";
    private static final int ROWS = 70;

    /** A column: its type here and there, and its values in PostgreSQL's text form. */
    private record Col(String name, String sql, String postgres, List<String> values) {}

    private static Col col(String name, String sql, String... values) {
        return new Col(
                name, sql, sql.equals("VARIANT") ? "jsonb" : sql.equals("BYTES") ? "bytea" : sql, List.of(values));
    }

    private static final List<Col> COLUMNS = List.of(
            col(
                    "s",
                    "TEXT",
                    "",
                    "a",
                    "abc",
                    "Hello World",
                    "  pad ",
                    "äöü ß",
                    "日本語 テキスト",
                    "a,b,,c",
                    "😀x",
                    "ABC abc",
                    "12.5",
                    "%_\\",
                    "foo.bar.baz",
                    "x\ty",
                    "O'Neil"),
            col("u", "TEXT", "", "a", "b", "l", "xy", "ab", ",", ".", "ö", " ", "World", "😀", "%"),
            col("i", "INTEGER", "0", "1", "2", "3", "-1", "-2", "5", "7", "10", "100", "2147483647", "-2147483648"),
            col("j", "INTEGER", "0", "1", "2", "-1", "3", "4", "-3", "8", "31"),
            col("h", "SMALLINT", "0", "1", "-1", "32767", "-32768", "12"),
            col(
                    "l",
                    "BIGINT",
                    "0",
                    "1",
                    "-1",
                    "42",
                    "3000000000",
                    "-9000000000",
                    "9223372036854775807",
                    "-9223372036854775808"),
            col(
                    "n",
                    "DECIMAL(12,3)",
                    "0",
                    "1",
                    "-1",
                    "0.5",
                    "1.5",
                    "2.5",
                    "-2.5",
                    "-0.005",
                    "123.456",
                    "99999.999",
                    "10",
                    "100",
                    "0.001"),
            col("m", "DECIMAL(8,2)", "0", "1", "2", "-1", "0.25", "3.14", "-7.5", "10", "0.5"),
            col(
                    "d",
                    "DOUBLE PRECISION",
                    "0",
                    "1",
                    "-1",
                    "0.5",
                    "-0.5",
                    "1.5",
                    "2.5",
                    "-2.5",
                    "3.7",
                    "1e10",
                    "1e-5",
                    "NaN",
                    "Infinity",
                    "-Infinity",
                    "1e300",
                    "123456789.125",
                    "0.1"),
            col("e", "DOUBLE PRECISION", "0", "1", "2", "-1", "0.5", "-2.5", "10", "NaN", "Infinity", "1e200"),
            col("r", "REAL", "0", "1", "-1.5", "0.1", "3.25", "NaN", "Infinity", "1e20"),
            col("b", "BOOLEAN", "true", "false"),
            col("c", "BOOLEAN", "true", "false"),
            col(
                    "dt",
                    "DATE",
                    "2024-02-29",
                    "2023-12-31",
                    "2000-01-01",
                    "1969-07-20",
                    "2024-01-01",
                    "2021-03-28",
                    "1999-12-27",
                    "2010-01-03"),
            col("dx", "DATE", "2024-02-29", "2024-03-31", "1970-01-01", "2024-12-30"),
            col(
                    "ts",
                    "TIMESTAMP",
                    "2024-02-29 12:34:56.789012",
                    "2023-12-31 23:59:59.999999",
                    "2000-01-01 00:00:00",
                    "1969-07-20 20:17:40",
                    "2024-01-31 00:00:00",
                    "2024-03-31 01:02:03.5",
                    "2021-08-15 15:00:00"),
            col(
                    "tt",
                    "TIMESTAMP",
                    "2024-02-29 00:00:00",
                    "2024-03-01 00:00:00.1",
                    "1999-12-31 23:59:59",
                    "2024-02-29 12:34:56.789012"),
            col(
                    "tz",
                    "TIMESTAMP WITH TIME ZONE",
                    "2024-02-29 12:34:56.789012+00",
                    "2024-07-01 00:00:00+00",
                    "1969-12-31 23:59:59+00",
                    "2024-03-31 01:30:00+00"),
            col("tm", "TIME", "00:00:00", "12:34:56.789", "23:59:59.999999", "08:05:09"),
            col(
                    "iv",
                    "INTERVAL DAY TO SECOND",
                    "1 day",
                    "01:02:03.5",
                    "-2 days -03:00:00",
                    "00:00:00",
                    "36 days 02:00:00"),
            col("im", "INTERVAL YEAR TO MONTH", "1 mon", "1 year 2 mons", "-5 mons", "2 years"),
            col("bb", "BYTES", "\\x", "\\x00", "\\x616263", "\\xdeadbeef", "\\xff00ff"),
            col(
                    "js",
                    "VARIANT",
                    "{\"a\": 1, \"b\": [1, 2, {\"c\": \"x\"}], \"n\": null}",
                    "[1, 2.5, \"t\", null, true]",
                    "\"text\"",
                    "12",
                    "null",
                    "{}",
                    "{\"a\": {\"b\": {\"c\": \"deep\"}}, \"k\": \"v\"}",
                    "[]",
                    "true"),
            col("id2", "UUID", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "00000000-0000-0000-0000-000000000000"),
            new Col("ai", "INTEGER ARRAY", "integer[]", List.of("{}", "{1,2,3}", "{3,NULL,1}", "{5}", "{1,1,2}")),
            new Col("aj", "INTEGER ARRAY", "integer[]", List.of("{}", "{2}", "{1,2}", "{9,8}", "{NULL}")),
            new Col("as_", "VARCHAR ARRAY", "text[]", List.of("{}", "{a,b,c}", "{x,NULL,y}", "{\"a b\",\"\"}", "{b}")));

    private final Schema schema;
    private final List<List<@Nullable String>> texts = new ArrayList<>();

    ScalarGrid() {
        List<Field> fields = new ArrayList<>(List.of(new Field("id", Type.INTEGER.notNull())));
        COLUMNS.forEach(
                c -> fields.add(new Field(c.name(), TypeText.type(c.sql()).nullable())));
        this.schema = new Schema(fields, List.of());
        Random random = new Random(7);
        for (int row = 0; row < ROWS; row++) {
            List<@Nullable String> out = new ArrayList<>();
            for (Col c : COLUMNS) {
                int n = c.values().size();
                out.add(random.nextInt(9) == 0 ? null : c.values().get(row < n ? row : random.nextInt(n)));
            }
            texts.add(out);
        }
    }

    List<String> definition() {
        List<String> out = new ArrayList<>();
        StringBuilder table = new StringBuilder("CREATE TABLE g (id integer");
        COLUMNS.forEach(c -> table.append(", ")
                .append(c.name())
                .append(' ')
                .append(c.postgres())
                .append(c.sql().equals("TEXT") ? " COLLATE pg_unicode_fast" : ""));
        out.add(table.append(")").toString());
        for (int row = 0; row < ROWS; row++) {
            StringBuilder insert = new StringBuilder("INSERT INTO g VALUES (" + row);
            texts.get(row)
                    .forEach(t -> insert.append(", ").append(t == null ? "NULL" : "'" + t.replace("'", "''") + "'"));
            out.add(insert.append(")").toString());
        }
        return out;
    }

    private ColumnBatch rows() {
        BatchBuilder out = new BatchBuilder(schema);
        for (int row = 0; row < ROWS; row++) {
            List<@Nullable Object> values = new ArrayList<>(List.of((long) row));
            for (int i = 0; i < COLUMNS.size(); i++) {
                values.add(boxed(schema.type(i + 1), texts.get(row).get(i)));
            }
            out.row(1, values.toArray());
        }
        return out.build();
    }

    private static @Nullable Object boxed(Type type, @Nullable String text) {
        if (text != null && type instanceof Type.Array(var element)) {
            List<@Nullable Object> out = new ArrayList<>();
            String inner = text.substring(1, text.length() - 1);
            for (String part : inner.isEmpty() ? new String[0] : inner.split(",", -1)) {
                out.add(part.equals("NULL") ? null : Casting.cast(part.replace("\"", ""), Type.TEXT, element.type()));
            }
            return out;
        }
        return Casting.cast(text, Type.TEXT, type);
    }

    /** The values of an expression by row, as text: {@link #ERROR} where it fails, null for NULL. */
    record Result(Type type, Map<Integer, @Nullable String> values) {}

    Result evaluate(String expression) {
        Catalog catalog = new Catalog();
        catalog.add("g", schema, new PlanNode.Scan("g", schema));
        String query = "SELECT id, " + expression + " AS x FROM g";
        CompiledQuery compiled = new QueryCompiler(catalog).compile(query, 0, query.length());
        Plan plan = new Plan(
                List.of(new Plan.Table("g", schema, null, List.of())),
                List.of(new Plan.View("v", compiled.root(), false, compiled.schema())));
        Circuit.Result result =
                CircuitBuilder.build(plan, EvaluationContext.NONE, Map.of()).step(Map.of("g", rows()));
        Map<Integer, @Nullable String> out = new TreeMap<>();
        for (int row = 0; row < ROWS; row++) {
            out.put(row, ERROR);
        }
        ColumnBatch change = result.outputs().get("v");
        Type type = compiled.schema().type(1);
        for (int i = 0; change != null && i < change.size(); i++) {
            List<@Nullable Object> row = Values.row(compiled.schema(), change, i);
            Object value = row.get(1);
            out.put(((Number) row.getFirst()).intValue(), value == null ? null : PgText.format(type, value));
        }
        return new Result(type, out);
    }
}
