package dev.freshet.sql.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.stack.TestPostgres;
import dev.freshet.testkit.oracle.Change;
import dev.freshet.testkit.oracle.Kind;
import dev.freshet.testkit.oracle.OracleCase;
import dev.freshet.testkit.oracle.TableDef;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every mismatch that the oracle found, in its smallest form. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegressionsTest {
    private static final TableDef T = new TableDef(
            "t",
            List.of(
                    new TableDef.Col("id", Kind.INT),
                    new TableDef.Col("a", Kind.TEXT),
                    new TableDef.Col("b", Kind.DECIMAL),
                    new TableDef.Col("at", Kind.TIMESTAMP)),
            true);

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

    private static Change change(boolean delete, @Nullable Object... row) {
        return new Change("t", delete, Arrays.asList(row));
    }

    private static List<List<Change>> script() {
        LocalDateTime at = LocalDateTime.parse("2024-01-31T00:01:30");
        return List.of(
                List.of(
                        change(false, 1L, "a b", new BigDecimal("99.99"), at),
                        change(false, 2L, "Ab", new BigDecimal("7.25"), at.plusSeconds(20)),
                        change(false, 3L, null, null, null)),
                List.of(change(false, 2L, "x", new BigDecimal("-0.01"), at), change(true, 1L, "a b", null, null)),
                List.of(change(false, 4L, "ab", new BigDecimal("33.33"), at.plusMinutes(3))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'b' || ('a b')::VARCHAR(2) AS x, -id::BIGINT AS y, id = b::INTEGER AS z FROM t",
                "SELECT id FROM t WHERE (id NOT BETWEEN -1 AND 2)",
                "SELECT id FROM t WHERE a ILIKE 'A%'",
                "SELECT TUMBLE_START(t.at, INTERVAL '1' MINUTE) AS s, TUMBLE_END(t.at, INTERVAL '1' MINUTE) AS e, "
                        + "COUNT(*) AS n FROM t GROUP BY TUMBLE(t.at, INTERVAL '1' MINUTE)",
                "SELECT id FROM t WHERE 0 NOT IN (SELECT u.id FROM t AS u WHERE u.b > 1)",
                "SELECT DISTINCT 1 AS one, DATE '2024-02-29' AS d, (SELECT COUNT(*) FROM t AS u WHERE u.id = t.id) AS n "
                        + "FROM t",
                "SELECT t.id, u.e FROM t CROSS JOIN UNNEST(ARRAY[t.id, 7]) WITH ORDINALITY AS u(e, n) "
                        + "WHERE EXISTS (SELECT v.id FROM t AS v WHERE v.id = t.id)",
                "SELECT AVG(b) AS a, AVG(id) AS i, MAX(b / NULLIF(id, 0)) AS m, SUM(b) / COUNT(*) AS s FROM t"
            })
    void agrees(String query) {
        Verdict verdict = Verdict.of(new OracleCase(List.of(T), Map.of("v", query), script()), postgres);
        assertThat(verdict.problem()).isNull();
        assertThat(verdict.invalid()).isFalse();
        assertThat(verdict.compared()).isEqualTo(3);
    }
}
