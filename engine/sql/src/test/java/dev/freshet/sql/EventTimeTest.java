package dev.freshet.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What watermarks let a view show, and its operators forget. */
class EventTimeTest {
    private static final LocalDateTime NOON = LocalDateTime.of(2026, 1, 1, 12, 0);
    private static final String WATERMARK = ", WATERMARK FOR at AS at - INTERVAL '1' MINUTE";

    private static String table(String name, String watermark) {
        return "CREATE TABLE " + name + " (at TIMESTAMP, k BIGINT, a BIGINT" + watermark + ");\n";
    }

    @Test
    void finalRowsAppearWhenTheWatermarkHasPassedThem() {
        LiveViews v = new LiveViews(table("t", WATERMARK) + """
                CREATE VIEW w WITH (emit_final = 'minute') AS
                SELECT TUMBLE_START(at, INTERVAL '1' MINUTE) AS minute, COUNT(*) AS n FROM t
                GROUP BY TUMBLE(at, INTERVAL '1' MINUTE);
                """);
        v.change(1, "t", NOON.plusSeconds(10), 1L, 1L).change(1, "t", NOON.plusSeconds(70), 1L, 1L);
        assertThat(v.epoch().rows("w")).isEmpty();
        v.change(1, "t", NOON.plusSeconds(20), 1L, 1L).change(1, "t", NOON.plusSeconds(119), 1L, 1L);
        assertThat(v.epoch().rows("w")).isEmpty();
        v.change(1, "t", NOON.plusSeconds(59), 1L, 1L).change(-1, "t", NOON.plusSeconds(10), 1L, 1L);
        v.change(1, "t", NOON.plusSeconds(120), 1L, 1L);
        assertThat(v.epoch().rows("w")).containsExactly("[2026-01-01T12:00, 2]");
        v.change(1, "t", NOON.plusSeconds(100), 1L, 1L);
        assertThat(v.epoch().rows("w")).containsExactly("[2026-01-01T12:00, 2]");
        v.change(1, "t", NOON.plusSeconds(500), 1L, 1L);
        assertThat(v.epoch().rows("w"))
                .containsExactly("[2026-01-01T12:00, 2]", "[2026-01-01T12:01, 3]", "[2026-01-01T12:02, 1]");
        assertThat(v.kept("final")).isEqualTo(1);
    }

    @Test
    void finalNeedsAWatermark() {
        assertThatThrownBy(() -> new LiveViews(table("t", "")
                        + "CREATE VIEW w WITH (emit_final = 'at') AS SELECT at, COUNT(*) AS n FROM t GROUP BY at;"))
                .hasMessageContaining("no watermark reaches column 'at'");
        assertThatThrownBy(() -> new LiveViews(table("t", WATERMARK)
                        + "CREATE VIEW w WITH (emit_final = 'k') AS SELECT k, COUNT(*) AS n FROM t GROUP BY k;"))
                .hasMessageContaining("no watermark reaches column 'k'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                SELECT TUMBLE_START(at, INTERVAL '1' MINUTE) AS w, k, COUNT(*) AS n, SUM(a) AS s, MIN(a) AS mi, MAX(a) AS ma,
                COUNT(DISTINCT a) AS d, MEDIAN(a) AS me, STRING_AGG(CAST(a AS VARCHAR), ',' ORDER BY a) AS l
                FROM t GROUP BY TUMBLE(at, INTERVAL '1' MINUTE), k""",
                """
                SELECT window_end AS w, SUM(a) AS s FROM TABLE(HOP(TABLE t, DESCRIPTOR(at), INTERVAL '1' MINUTE,
                INTERVAL '3' MINUTE)) GROUP BY window_end""",
                "SELECT DISTINCT at, a FROM t",
                "SELECT at, k FROM t INTERSECT SELECT at, k FROM u",
                "SELECT at, k FROM t EXCEPT ALL SELECT at, k FROM u",
                "SELECT at, k, a, ROW_NUMBER() OVER (PARTITION BY at ORDER BY a) AS r, SUM(a) OVER (PARTITION BY at) AS s, MAX(a) OVER (PARTITION BY at) AS m, COUNT(DISTINCT a) OVER (PARTITION BY at) AS d FROM t",
                "SELECT at, k, a FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY at, k ORDER BY a DESC) AS r FROM t) AS x WHERE r <= 1",
                "SELECT t.at AS x, t.a, u.at AS y, u.a AS b FROM t LEFT ASOF JOIN u MATCH_CONDITION t.at >= u.at ON t.k = u.k",
                "SELECT t.at AS x, t.a, u.at AS y, u.a AS b FROM t ASOF JOIN u MATCH_CONDITION t.at > u.at ON t.k = u.k",
                "SELECT k, window_start, window_end, COUNT(*) AS n FROM TABLE(SESSION(TABLE t, DESCRIPTOR(at), DESCRIPTOR(k, a), INTERVAL '25' SECOND)) GROUP BY k, window_start, window_end",
                "SELECT t.at AS x, u.at AS y, t.a, u.a AS b FROM t JOIN u ON t.k = u.k AND u.at BETWEEN t.at - INTERVAL '30' SECOND AND t.at + INTERVAL '1' MINUTE",
                "SELECT t.at AS x, u.at AS y, t.a, u.a AS b FROM t LEFT JOIN u ON t.k = u.k AND t.at >= u.at AND t.at - INTERVAL '90' SECOND < u.at",
                "SELECT t.at AS x, u.at AS y, t.a, u.a AS b FROM t FULL JOIN u ON t.k = u.k AND t.at = u.at",
                "SELECT at, a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.k = t.k AND u.at <= t.at AND u.at >= t.at - INTERVAL '20' SECOND)",
                """
                SELECT TUMBLE_START(x, INTERVAL '2' MINUTE) AS w, COUNT(*) AS n FROM (SELECT t.at AS x FROM t JOIN u ON t.k = u.k
                AND u.at BETWEEN t.at - INTERVAL '30' SECOND AND t.at + INTERVAL '1' MINUTE) AS j GROUP BY TUMBLE(x, INTERVAL '2' MINUTE)"""
            })
    void forgettingChangesNothingAndBoundsTheState(String query) {
        String views = "CREATE VIEW v AS " + query + ";\n";
        LiveViews forgetful = new LiveViews(table("t", WATERMARK) + table("u", WATERMARK) + views);
        LiveViews whole = new LiveViews(table("t", "") + table("u", "") + views);
        Random random = new Random(7);
        Map<String, Object[]> last = new HashMap<>();
        for (int epoch = 0; epoch < 120; epoch++) {
            for (String table : new String[] {"t", "u"}) {
                for (int i = 0; i < 3; i++) {
                    // No row is late: the epochs before reach at most 20 seconds less far than this one's middle.
                    LocalDateTime at = NOON.plusSeconds(epoch * 20L + random.nextInt(40));
                    Object[] row = {at, (long) random.nextInt(2), (long) random.nextInt(4)};
                    forgetful.change(1, table, row);
                    whole.change(1, table, row);
                    Object[] before = last.put(table, row);
                    if (before != null && random.nextInt(3) == 0) {
                        forgetful.change(-1, table, before);
                        whole.change(-1, table, before);
                    }
                }
            }
            assertThat(forgetful.epoch().rows("v")).isEqualTo(whole.epoch().rows("v"));
        }
        assertThat(forgetful.kept("")).isLessThan(80).isLessThan(whole.kept("") / 2);
    }
}
