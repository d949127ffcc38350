package dev.freshet.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Conditions on NOW(): rows come and go as the epochs' time passes. */
class NowTest {
    private static final LocalDateTime NOON = LocalDateTime.of(2026, 1, 1, 12, 0);
    private static final String TABLE =
            "CREATE TABLE t (id BIGINT, at TIMESTAMP, z TIMESTAMP WITH TIME ZONE, d DATE);\n";

    @Test
    void rowsLeaveWhenTheClockPasses() {
        LiveViews v = new LiveViews(TABLE + """
                CREATE VIEW v AS SELECT id FROM t WHERE at > NOW() - INTERVAL '1' HOUR;
                CREATE VIEW n AS SELECT COUNT(*) AS n FROM t WHERE at >= LOCALTIMESTAMP - INTERVAL '1' HOUR AND id > 0;
                """);
        row(v, 1, NOON.minusMinutes(59));
        row(v, 2, NOON.minusMinutes(60));
        row(v, 3, NOON.plusDays(1));
        assertThat(v.at(NOON).epoch().rows("v")).containsExactly("[1]", "[3]");
        assertThat(v.rows("n")).containsExactly("[3]");
        assertThat(v.at(NOON.plusNanos(1000)).epoch().rows("n")).containsExactly("[2]");
        assertThat(v.rows("v")).containsExactly("[1]", "[3]");
        assertThat(v.at(NOON.plusMinutes(1)).epoch().rows("v")).containsExactly("[3]");
        assertThat(v.rows("n")).containsExactly("[2]");
        assertThat(v.kept("temporal")).isEqualTo(3);
        v.change(-1, "t", 1L, NOON.minusMinutes(59), null, null);
        assertThat(v.epoch().rows("n")).containsExactly("[1]");
    }

    private static void row(LiveViews v, long id, LocalDateTime at) {
        v.change(1, "t", id, at, null, null);
    }

    static Stream<Arguments> conditions() {
        return Stream.of(
                c("at <= NOW()", (at, now) -> !at.isAfter(now)),
                c("NOW() > at", (at, now) -> now.isAfter(at)),
                c("z >= CURRENT_TIMESTAMP - INTERVAL '10' MINUTE", (at, now) -> !at.isBefore(now.minusMinutes(10))),
                c(
                        "at BETWEEN NOW() - INTERVAL '5' MINUTE AND NOW() + INTERVAL '5' MINUTE",
                        (at, now) -> !at.isBefore(now.minusMinutes(5)) && !at.isAfter(now.plusMinutes(5))),
                c(
                        "at + INTERVAL '3' MINUTE < NOW()",
                        (at, now) -> at.plusMinutes(3).isBefore(now)),
                c(
                        "d >= CURRENT_DATE - 1",
                        (at, now) ->
                                !at.toLocalDate().isBefore(now.toLocalDate().minusDays(1))),
                c("d < CURRENT_DATE", (at, now) -> at.toLocalDate().isBefore(now.toLocalDate())));
    }

    private static Arguments c(String sql, BiPredicate<LocalDateTime, LocalDateTime> holds) {
        return Arguments.of(sql, holds);
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void isWhatAFreshLookAtTheClockGives(String condition, BiPredicate<LocalDateTime, LocalDateTime> holds) {
        LiveViews v = new LiveViews(TABLE + "CREATE VIEW v AS SELECT id FROM t WHERE " + condition + ";\n");
        Random random = new Random(3);
        Map<Long, LocalDateTime> rows = new HashMap<>();
        LocalDateTime now = NOON;
        for (long epoch = 0; epoch < 150; epoch++) {
            now = now.plusMinutes(random.nextInt(epoch % 30 == 0 ? 1500 : 3));
            v.at(now);
            long id = 1000 + epoch;
            LocalDateTime at = now.plusMinutes(random.nextInt(20) - 10L);
            v.change(1, "t", fields(id, at));
            rows.put(id, at);
            if (random.nextBoolean()) {
                Long gone = new ArrayList<>(rows.keySet()).get(random.nextInt(rows.size()));
                v.change(-1, "t", fields(gone, Objects.requireNonNull(rows.remove(gone))));
            }
            LocalDateTime clock = now;
            List<String> expected = rows.entrySet().stream()
                    .filter(e -> holds.test(e.getValue(), clock))
                    .map(e -> "[" + e.getKey() + "]")
                    .sorted()
                    .toList();
            assertThat(v.epoch().rows("v")).isEqualTo(expected);
        }
    }

    private static Object[] fields(long id, LocalDateTime at) {
        LocalDate day = at.toLocalDate();
        return new Object[] {id, at, at.toInstant(ZoneOffset.UTC), day};
    }

    @Test
    void elsewhereItIsRefused() {
        assertThatThrownBy(() -> new LiveViews(TABLE + "CREATE VIEW v AS SELECT id, NOW() AS n FROM t;"))
                .hasMessageContaining("NOW()");
        assertThatThrownBy(() -> new LiveViews(
                        TABLE + "CREATE VIEW v AS SELECT id FROM t WHERE at > NOW() - INTERVAL '1' MONTH;"))
                .hasMessageContaining("NOW()");
    }
}
