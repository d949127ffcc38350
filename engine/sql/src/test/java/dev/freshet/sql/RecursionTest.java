package dev.freshet.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.core.operator.RecursionBudgetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recursive views over small graphs, worked out by hand, while edges come and go. */
class RecursionTest {
    private static final String EDGES = "CREATE TABLE e (src BIGINT, dst BIGINT, w BIGINT);\n";

    @Test
    void shortestPathsFollowEdgesThatComeAndGo() {
        LiveViews v = new LiveViews(EDGES + """
                CREATE RECURSIVE VIEW d (node BIGINT, dist BIGINT) AS
                SELECT node, MIN(dist) FROM (
                  SELECT CAST(1 AS BIGINT) AS node, CAST(0 AS BIGINT) AS dist
                  UNION ALL
                  SELECT e.dst, d.dist + e.w FROM d JOIN e ON e.src = d.node) AS x
                GROUP BY node;
                """);
        v.change(1, "e", 1L, 2L, 4L)
                .change(1, "e", 1L, 3L, 1L)
                .change(1, "e", 3L, 2L, 2L)
                .change(1, "e", 2L, 4L, 5L);
        assertThat(v.epoch().rows("d")).containsExactly("[1, 0]", "[2, 3]", "[3, 1]", "[4, 8]");
        v.change(-1, "e", 3L, 2L, 2L);
        assertThat(v.epoch().rows("d")).containsExactly("[1, 0]", "[2, 4]", "[3, 1]", "[4, 9]");
        v.change(1, "e", 4L, 1L, 1L).change(1, "e", 3L, 4L, 1L);
        assertThat(v.epoch().rows("d")).containsExactly("[1, 0]", "[2, 4]", "[3, 1]", "[4, 2]");
        v.change(-1, "e", 1L, 3L, 1L);
        assertThat(v.epoch().rows("d")).containsExactly("[1, 0]", "[2, 4]", "[4, 9]");
    }

    @Test
    void aCycleThatIsCutOffVanishes() {
        LiveViews v = new LiveViews(EDGES + """
                CREATE RECURSIVE VIEW r (node BIGINT) AS
                SELECT CAST(1 AS BIGINT) UNION SELECT e.dst FROM r JOIN e ON e.src = r.node;
                """);
        v.change(1, "e", 1L, 2L, 0L).change(1, "e", 2L, 3L, 0L).change(1, "e", 3L, 2L, 0L);
        assertThat(v.epoch().rows("r")).containsExactly("[1]", "[2]", "[3]");
        v.change(-1, "e", 1L, 2L, 0L);
        assertThat(v.epoch().rows("r")).containsExactly("[1]");
        v.change(1, "e", 1L, 3L, 0L);
        assertThat(v.epoch().rows("r")).containsExactly("[1]", "[2]", "[3]");
    }

    @Test
    void viewsMayReadEachOther() {
        LiveViews v = new LiveViews(EDGES + """
                DECLARE RECURSIVE VIEW odd (node BIGINT);
                CREATE RECURSIVE VIEW even (node BIGINT) AS
                SELECT CAST(1 AS BIGINT) UNION SELECT e.dst FROM odd JOIN e ON e.src = odd.node;
                CREATE VIEW both AS SELECT even.node FROM even JOIN odd ON even.node = odd.node;
                CREATE VIEW odd AS SELECT e.dst AS node FROM even JOIN e ON e.src = even.node;
                """);
        v.change(1, "e", 1L, 2L, 0L).change(1, "e", 2L, 3L, 0L);
        v.epoch();
        assertThat(v.rows("even")).containsExactly("[1]", "[3]");
        assertThat(v.rows("odd")).containsExactly("[2]");
        v.change(1, "e", 3L, 1L, 0L);
        v.epoch();
        assertThat(v.rows("both")).containsExactly("[1]", "[2]", "[3]");
        v.change(-1, "e", 2L, 3L, 0L);
        v.epoch();
        assertThat(v.rows("both")).isEmpty();
    }

    @Test
    void connectedComponentsTakeTheSmallestMember() {
        LiveViews v = new LiveViews(EDGES + """
                CREATE VIEW n AS SELECT src AS a, dst AS b FROM e UNION SELECT dst, src FROM e UNION SELECT src, src FROM e
                  UNION SELECT dst, dst FROM e;
                CREATE RECURSIVE VIEW c (node BIGINT, label BIGINT) AS
                SELECT node, MIN(label) FROM (
                  SELECT a AS node, a AS label FROM n UNION ALL SELECT n.b, c.label FROM c JOIN n ON n.a = c.node) AS x
                GROUP BY node;
                """);
        v.change(1, "e", 1L, 2L, 0L).change(1, "e", 3L, 4L, 0L).change(1, "e", 2L, 3L, 0L);
        assertThat(v.epoch().rows("c")).containsExactly("[1, 1]", "[2, 1]", "[3, 1]", "[4, 1]");
        v.change(-1, "e", 2L, 3L, 0L);
        assertThat(v.epoch().rows("c")).containsExactly("[1, 1]", "[2, 1]", "[3, 3]", "[4, 3]");
    }

    /** Weights of walks of at most two steps from 1, then with one edge less. */
    @Test
    void roundsAreBounded() {
        LiveViews v = new LiveViews(EDGES + """
                CREATE RECURSIVE VIEW p (node BIGINT, steps INTEGER) MAX ROUNDS 3 AS
                SELECT CAST(1 AS BIGINT), 0 UNION ALL SELECT e.dst, p.steps + 1 FROM p JOIN e ON e.src = p.node;
                """);
        v.change(1, "e", 1L, 1L, 0L).change(1, "e", 1L, 2L, 0L);
        assertThat(v.epoch().rows("p")).containsExactly("[1, 0]", "[1, 1]", "[1, 2]", "[2, 1]", "[2, 2]");
        v.change(-1, "e", 1L, 1L, 0L);
        assertThat(v.epoch().rows("p")).containsExactly("[1, 0]", "[2, 1]");
    }

    /** Two pages that point at each other and one that points at the first: ranks after three rounds, in thousandths. */
    @Test
    void pageRankWithABoundedNumberOfRounds() {
        LiveViews v = new LiveViews(EDGES + """
                CREATE VIEW deg AS SELECT src, COUNT(*) AS n FROM e GROUP BY src;
                CREATE VIEW page AS SELECT src AS node FROM e UNION SELECT dst FROM e;
                CREATE RECURSIVE VIEW rank (node BIGINT, score BIGINT) MAX ROUNDS 3 AS
                SELECT node, SUM(score) FROM (
                  SELECT node, CAST(150 AS BIGINT) AS score FROM page
                  UNION ALL
                  SELECT e.dst, rank.score * 85 / (100 * deg.n)
                  FROM rank JOIN e ON e.src = rank.node JOIN deg ON deg.src = e.src) AS x
                GROUP BY node;
                """);
        v.change(1, "e", 1L, 2L, 0L).change(1, "e", 2L, 1L, 0L).change(1, "e", 3L, 1L, 0L);
        // Rounds: all 150; then 1: 150+127+127, 2: 150+127, 3: 150; then 1: 150+235+127, 2: 150+343.
        assertThat(v.epoch().rows("rank")).containsExactly("[1, 512]", "[2, 493]", "[3, 150]");
        v.change(-1, "e", 3L, 1L, 0L);
        // Rounds: all 150; then both 277; then both 150+235.
        assertThat(v.epoch().rows("rank")).containsExactly("[1, 385]", "[2, 385]");
    }

    @Test
    void aRecursionWithoutEndFails() {
        LiveViews v = new LiveViews(
                EDGES + "CREATE RECURSIVE VIEW r (n BIGINT) AS SELECT src FROM e UNION SELECT n + 1 FROM r;\n");
        v.change(1, "e", 1L, 1L, 1L);
        assertThatThrownBy(v::epoch)
                .isInstanceOf(RecursionBudgetException.class)
                .hasMessageContaining("MAX ROUNDS");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE RECURSIVE VIEW r (n BIGINT) AS SELECT src FROM e UNION ALL SELECT n FROM r|MAX ROUNDS",
                "CREATE RECURSIVE VIEW r (n BIGINT) AS SELECT src FROM e UNION SELECT MAX(n) OVER () FROM r|OVER",
                "CREATE RECURSIVE VIEW r (n BIGINT) AS SELECT src, dst FROM e|has 1 columns, its query 2",
                "DECLARE RECURSIVE VIEW r (n BIGINT)|is announced and has no query"
            })
    void whatCannotBeIsNamed(String sql, String part) {
        assertThat(LiveViews.compile(EDGES + sql + ";").diagnostics().toString())
                .contains(part);
    }
}
