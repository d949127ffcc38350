package dev.freshet.sql.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.stack.TestPostgres;
import dev.freshet.testkit.oracle.Choices;
import dev.freshet.testkit.oracle.Kind;
import dev.freshet.testkit.oracle.OracleCase;
import dev.freshet.testkit.oracle.TableDef;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every aggregate over random changes, deletes included: after every epoch it equals what PostgreSQL computes afresh. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AggregateOracleTest {
    private static final int ROUNDS = Integer.getInteger("freshet.oracle.rounds", 12);
    private static final TableDef T = new TableDef(
            "t",
            List.of(
                    new TableDef.Col("id", Kind.INT),
                    new TableDef.Col("g", Kind.BOOL),
                    new TableDef.Col("i", Kind.INT),
                    new TableDef.Col("l", Kind.BIGINT),
                    new TableDef.Col("n", Kind.DECIMAL),
                    new TableDef.Col("d", Kind.DOUBLE),
                    new TableDef.Col("e", Kind.DOUBLE),
                    new TableDef.Col("s", Kind.TEXT),
                    new TableDef.Col("b", Kind.BOOL),
                    new TableDef.Col("day", Kind.DATE),
                    new TableDef.Col("at", Kind.TIMESTAMP)),
            false);

    private static final List<String> AGGREGATES = List.of(
            "COUNT(DISTINCT s) FILTER (WHERE b)",
            "SUM(DISTINCT n) FILTER (WHERE i > 1)",
            "AVG(DISTINCT i)",
            "MIN(at) FILTER (WHERE b)",
            "MAX(s) FILTER (WHERE NOT b)",
            "BOOL_AND(b)",
            "BOOL_OR(b)",
            "EVERY(i > 0)",
            "BOOL_OR(i > 7) FILTER (WHERE d > 0)",
            "BIT_AND(i)",
            "BIT_OR(l)",
            "BIT_XOR(i)",
            "BIT_XOR(l) FILTER (WHERE b)",
            "BIT_OR(CAST(i % 100 AS SMALLINT))",
            "STDDEV(i)",
            "STDDEV_POP(i)",
            "STDDEV_SAMP(n)",
            "VARIANCE(n)",
            "VAR_POP(i % 10)",
            "VAR_SAMP(i % 10)",
            "STDDEV(l % 1000)",
            "VARIANCE(DISTINCT i % 10)",
            "STDDEV(d)",
            "STDDEV_POP(d)",
            "VARIANCE(d)",
            "VAR_POP(d)",
            "VAR_SAMP(DISTINCT d)",
            "STDDEV(CAST(i AS REAL))",
            "CORR(d, e)",
            "CORR(i, n)",
            "COVAR_POP(d, e)",
            "COVAR_SAMP(d, i)",
            "REGR_COUNT(d, e)",
            "REGR_AVGX(d, e)",
            "REGR_AVGY(d, e)",
            "REGR_SXX(d, e)",
            "REGR_SYY(d, i)",
            "REGR_SXY(d, i)",
            "REGR_SLOPE(d, i)",
            "REGR_INTERCEPT(d, i)",
            "REGR_R2(d, i)",
            "REGR_SLOPE(d, e) FILTER (WHERE b)",
            "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY d)",
            "PERCENTILE_CONT(0.25) WITHIN GROUP (ORDER BY i)",
            "PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY n DESC)",
            "PERCENTILE_CONT(0) WITHIN GROUP (ORDER BY l)",
            "PERCENTILE_CONT(1) WITHIN GROUP (ORDER BY l) FILTER (WHERE b)",
            "PERCENTILE_CONT(ARRAY[0.1, 0.5, 0.99]) WITHIN GROUP (ORDER BY d)",
            "PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY s)",
            "PERCENTILE_DISC(0.3) WITHIN GROUP (ORDER BY at DESC)",
            "PERCENTILE_DISC(0.75) WITHIN GROUP (ORDER BY n)",
            "PERCENTILE_DISC(1) WITHIN GROUP (ORDER BY day)",
            "MODE() WITHIN GROUP (ORDER BY s)",
            "MODE() WITHIN GROUP (ORDER BY i DESC)",
            "MODE() WITHIN GROUP (ORDER BY n) FILTER (WHERE b)",
            "ARRAY_AGG(i ORDER BY i)",
            "ARRAY_AGG(s ORDER BY n DESC, s)",
            "ARRAY_AGG(s ORDER BY s NULLS FIRST)",
            "ARRAY_AGG(n ORDER BY n DESC NULLS LAST) FILTER (WHERE b)",
            "ARRAY_AGG(DISTINCT i ORDER BY i)",
            "ARRAY_AGG(DISTINCT s ORDER BY s DESC)",
            "ARRAY_AGG(day ORDER BY at, day)",
            "STRING_AGG(s, ',' ORDER BY s)",
            "STRING_AGG(s, '' ORDER BY i DESC, s DESC)",
            "STRING_AGG(DISTINCT s, '/' ORDER BY s)",
            "STRING_AGG(s, s ORDER BY i, s)",
            "JSON_AGG(i ORDER BY i)",
            "JSONB_AGG(s ORDER BY s, i)",
            "JSONB_AGG(n ORDER BY n) FILTER (WHERE i > 1)",
            "JSONB_AGG(b ORDER BY b)",
            "JSONB_OBJECT_AGG(COALESCE(s, '-'), i ORDER BY i, s)",
            "SUM(d) FILTER (WHERE e > 0)",
            "COUNT(*) FILTER (WHERE s LIKE 'a%')");

    /** What PostgreSQL lacks, and how it says the same. */
    private static final Map<String, String> OTHERS = Map.ofEntries(
            Map.entry("MEDIAN(d)", "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY d)"),
            Map.entry("MEDIAN(i) FILTER (WHERE b)", "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY i) FILTER (WHERE b)"),
            Map.entry("COUNTIF(b)", "COUNT(*) FILTER (WHERE b)"),
            Map.entry("COUNT_IF(i > 1)", "COUNT(*) FILTER (WHERE i > 1)"),
            Map.entry("LOGICAL_OR(b)", "BOOL_OR(b)"),
            Map.entry("LOGICAL_AND(b)", "BOOL_AND(b)"),
            Map.entry("SOME(b)", "BOOL_OR(b)"),
            Map.entry("APPROX_COUNT_DISTINCT(s)", "COUNT(DISTINCT s)"),
            Map.entry("ANY_VALUE(s)", "MIN(s)"),
            Map.entry("FIRST_VALUE(s ORDER BY i, l DESC)", "(ARRAY_AGG(s ORDER BY i, l DESC, s))[1]"),
            Map.entry(
                    "LAST_VALUE(n ORDER BY at) FILTER (WHERE b)",
                    "(ARRAY_AGG(n ORDER BY at DESC, n DESC) FILTER (WHERE b))[1]"),
            Map.entry("FIRST(d ORDER BY day DESC NULLS LAST)", "(ARRAY_AGG(d ORDER BY day DESC NULLS LAST, d))[1]"),
            Map.entry("LAST(s) WITHIN GROUP (ORDER BY l)", "(ARRAY_AGG(s ORDER BY l DESC, s DESC))[1]"),
            Map.entry("LISTAGG(s, ';') WITHIN GROUP (ORDER BY s)", "STRING_AGG(s, ';' ORDER BY s)"),
            Map.entry("ARG_MIN(s, i)", "(ARRAY_AGG(s ORDER BY i, s NULLS FIRST) FILTER (WHERE i IS NOT NULL))[1]"),
            Map.entry("MIN_BY(i, at)", "(ARRAY_AGG(i ORDER BY at, i NULLS FIRST) FILTER (WHERE at IS NOT NULL))[1]"),
            Map.entry(
                    "ARG_MAX(s, i)",
                    "(ARRAY_AGG(s ORDER BY i DESC, s DESC NULLS LAST) FILTER (WHERE i IS NOT NULL))[1]"),
            Map.entry(
                    "MAX_BY(d, s) FILTER (WHERE b)",
                    "(ARRAY_AGG(d ORDER BY s DESC, d DESC NULLS LAST) FILTER (WHERE s IS NOT NULL AND b))[1]"));

    private Postgres postgres;

    @BeforeAll
    void start() throws SQLException {
        TestPostgres server = TestPostgres.shared();
        postgres = new Postgres(server.connect(server.createDatabase()));
    }

    @AfterAll
    void stop() throws SQLException {
        postgres.close();
    }

    @Test
    void aggregatesEqualFreshAnswers() {
        Map<String, String> views = new LinkedHashMap<>();
        for (int i = 0; i < AGGREGATES.size(); i++) {
            views.put("g" + i, "SELECT g, " + AGGREGATES.get(i) + " AS x FROM t GROUP BY g");
            views.put("a" + i, "SELECT " + AGGREGATES.get(i) + " AS x, COUNT(*) AS n FROM t");
        }
        OTHERS.forEach((ours, theirs) -> {
            String query = "SELECT g, " + ours + " AS x FROM t GROUP BY g";
            views.put("g" + views.size(), query);
            postgres.translate(query, "SELECT g, " + theirs + " AS x FROM t GROUP BY g");
        });
        List<String> problems = new ArrayList<>();
        int compared = 0;
        for (Map.Entry<String, String> view : views.entrySet()) {
            int rounds = view.getKey().startsWith("g") ? ROUNDS : 2;
            for (int seed = 1; seed <= rounds; seed++) {
                Verdict verdict = Verdict.of(
                        OracleCase.over(List.of(T), Map.of("v", view.getValue()), Choices.seeded(seed)), postgres);
                compared += verdict.compared();
                if (verdict.problem() != null || verdict.invalid()) {
                    problems.add(
                            view.getValue() + "\n" + (verdict.invalid() ? "PostgreSQL refuses it" : verdict.problem()));
                    break;
                }
            }
        }
        assertThat(problems).isEmpty();
        assertThat(compared).isGreaterThan(AGGREGATES.size() * ROUNDS);
    }
}
