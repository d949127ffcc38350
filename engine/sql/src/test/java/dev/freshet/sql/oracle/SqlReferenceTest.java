package dev.freshet.sql.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.build.CircuitBuilder;
import dev.freshet.core.expr.EvaluationContext;
import dev.freshet.core.expr.PgText;
import dev.freshet.core.plan.Plan;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.Values;
import dev.freshet.sql.function.AggregateTable;
import dev.freshet.sql.function.FunctionTable;
import dev.freshet.sql.parse.TypeText;
import dev.freshet.sql.query.Catalog;
import dev.freshet.sql.query.CompiledQuery;
import dev.freshet.sql.query.QueryCompiler;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/reference/sql.md} is made of examples that this test runs; every function has one. With {@code
 * -Dfreshet.reference.write=true} it writes the page anew.
 */
class SqlReferenceTest {
    private static final Path PAGE = Path.of("../../docs/reference/sql.md");
    private static final String ONE = "(VALUES (0)) AS one(v)";
    private static final String ROWS =
            "(VALUES (1, 1.5, 'a', TRUE), (2, 2.5, 'b', FALSE), (4, 2.0, 'b', TRUE)) AS t(i, n, s, b)";

    /** Spellings, and a value written in the type. */
    private static final List<List<String>> TYPES = List.of(
            List.of("BOOLEAN, BOOL", "true", "true or false"),
            List.of("TINYINT", "1", "8 bits, signed; beyond the range an error"),
            List.of("SMALLINT, INT2", "1", "16 bits"),
            List.of("INTEGER, INT, INT4", "1", "32 bits"),
            List.of("BIGINT, INT8", "1", "64 bits"),
            List.of("REAL, FLOAT4", "1.5", "32-bit float"),
            List.of(
                    "DOUBLE, DOUBLE PRECISION, FLOAT, FLOAT8",
                    "1.5",
                    "64-bit float; NaN equals itself and is the greatest"),
            List.of(
                    "DECIMAL(10,2), NUMERIC(10,2), DEC(10,2)",
                    "1.50",
                    "exact, up to 38 digits; bare NUMERIC keeps what it is given"),
            List.of("VARCHAR, TEXT, STRING, VARCHAR(10)", "a", "text; a cast cuts to the length; compared by bytes"),
            List.of("CHAR(3), CHARACTER(3)", "a", "padded with blanks, which do not count"),
            List.of("BYTES, BYTEA, VARBINARY, BINARY, BLOB", "\\x6162", "bytes"),
            List.of("DATE", "2024-02-29", "a day"),
            List.of("TIME", "12:34:56.5", "a time of day, microseconds"),
            List.of("TIMESTAMP", "2024-02-29 12:00:00", "without zone, microseconds"),
            List.of("TIMESTAMP WITH TIME ZONE, TIMESTAMPTZ", "2024-02-29 12:00:00+02", "an instant, shown in UTC"),
            List.of(
                    "INTERVAL DAY TO SECOND, INTERVAL",
                    "1 day 02:03:04",
                    "days and less, as one number of microseconds"),
            List.of("INTERVAL YEAR TO MONTH", "1 year 2 mons", "months; not mixed with days"),
            List.of("UUID", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", ""),
            List.of("VARIANT, JSON, JSONB", "{\"a\": 1}", "any JSON value, keys in jsonb's order; a text is parsed"),
            List.of("INTEGER ARRAY, INTEGER[]", "{1,2}", "one dimension, from 1"),
            List.of("MAP<VARCHAR, INTEGER>", "", "`MAP['a', 1]`"),
            List.of("ROW(a INTEGER, b VARCHAR)", "", "`ROW(1, 'x')`"),
            List.of("VECTOR(2)", "[1,2.5]", "32-bit floats, a fixed number"));

    private static List<String> lines(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(SqlReferenceTest.class.getResourceAsStream("/reference/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> !l.isBlank())
                    .toList();
        }
    }

    private record Answer(String type, String text) {}

    private static Answer run(String expression, String from) {
        String query = "SELECT " + expression + " AS x FROM " + from;
        CompiledQuery compiled = new QueryCompiler(new Catalog()).compile(query, 0, query.length());
        Plan plan = new Plan(List.of(), List.of(new Plan.View("v", compiled.root(), false, compiled.schema())));
        ColumnBatch out = CircuitBuilder.build(plan, EvaluationContext.NONE, Map.of())
                .step(Map.of())
                .outputs()
                .get("v");
        Type type = compiled.schema().type(0);
        Object value = out == null || out.isEmpty() ? "fails" : Values.get(type, out.column(0), 0);
        String shown = value == null ? "NULL" : "fails".equals(value) ? "fails" : PgText.format(type, value);
        return new Answer(type.sql(), shown);
    }

    private static String page() throws IOException {
        StringBuilder out = new StringBuilder("""
                # SQL: types and functions

                Standard SQL with PostgreSQL's results. Every line below is run by a test, and every function that the engine
                knows has a line; `fails` is an error of the row. Not there: UNSIGNED types, intervals of months and days
                together (AGE), MULTISET. Functions that give another answer each time (RANDOM, GEN_RANDOM_UUID) are refused.

                Differences from PostgreSQL: quotients and averages of exact numbers show 20 digits behind the point (their
                value is PostgreSQL's), NUMERIC has no NaN, alternatives in a regular expression are tried from left to right
                rather than for the longest match.

                ## Types

                | Spellings | A value | |
                |---|---|---|
                """);
        for (List<String> t : TYPES) {
            String name = t.getFirst().contains("<") || t.getFirst().startsWith("ROW")
                    ? "`" + t.getFirst() + "`"
                    : Pattern.compile(", (?=[A-Z])")
                            .splitAsStream(t.getFirst())
                            .collect(Collectors.joining("`, `", "`", "`"));
            out.append("| ")
                    .append(name)
                    .append(" | ")
                    .append(code(t.get(1)))
                    .append(" | ")
                    .append(t.get(2))
                    .append(" |\n");
        }
        out.append("\n## Functions and operators\n");
        section(out, lines("functions.txt"), ONE);
        out.append("\n## Aggregates\n\nOver the rows `")
                .append(ROWS)
                .append("`. All take FILTER (WHERE …) and DISTINCT.\n");
        section(out, lines("aggregates.txt"), ROWS);
        out.append("""

                ## Functions of your own

                `CREATE FUNCTION f(a INTEGER, b VARCHAR) RETURNS VARCHAR AS b || ':' || a` stands for its expression wherever it
                is called.
                """);
        return out.toString();
    }

    private static void section(StringBuilder out, List<String> lines, String from) {
        for (String line : lines) {
            if (line.startsWith("# ")) {
                out.append("\n### ")
                        .append(line.substring(2))
                        .append("\n\n| Example | Gives | Type |\n|---|---|---|\n");
            } else {
                Answer a = run(line, from);
                out.append("| ")
                        .append(code(line))
                        .append(" | ")
                        .append(code(a.text()))
                        .append(" | ")
                        .append(a.type())
                        .append(" |\n");
            }
        }
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + text.replace("|", "\\|").replace("\n", " ") + "`";
    }

    @Test
    void thePageSaysWhatTheEngineDoes() throws IOException {
        String page = page();
        if (Boolean.getBoolean("freshet.reference.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    @Test
    void everyFunctionHasAnExample() throws IOException {
        String examples = (String.join("\n", lines("functions.txt")) + "\n"
                        + String.join("\n", lines("aggregates.txt")))
                .toLowerCase(Locale.ROOT);
        Set<String> hidden = Set.of(
                "+",
                "-",
                "*",
                "/",
                "||",
                "negate",
                "now",
                "hop_starts",
                "parse",
                "overlaps",
                "array_any",
                "array_all",
                "any",
                "regexp_match_op",
                "regexp_imatch_op",
                "like_quantified");
        List<String> missing = new java.util.ArrayList<>();
        for (String name : FunctionTable.all().keySet()) {
            if (!name.startsWith("op_") && !hidden.contains(name) && !examples.contains(name + "(")) {
                missing.add(name);
            }
        }
        for (String name : AggregateTable.all().keySet()) {
            if (!hidden.contains(name) && !examples.contains(name + "(")) {
                missing.add(name);
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everySpellingOfATypeIsRead() {
        for (List<String> t : TYPES) {
            List<String> names = t.getFirst().contains("<") || t.getFirst().startsWith("ROW")
                    ? List.of(t.getFirst())
                    : List.of(t.getFirst().split(", (?=[A-Z])"));
            for (String name : names) {
                assertThat(TypeText.type(name)).as(name).isNotNull();
                if (!t.get(1).isEmpty() && !name.equals("INTERVAL")) {
                    assertThat(run("CAST('" + t.get(1) + "' AS " + name + ")", ONE)
                                    .text())
                            .as(name)
                            .isNotEqualTo("fails");
                }
            }
        }
    }
}
