package dev.freshet.sql.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.build.CircuitBuilder;
import dev.freshet.core.circuit.Circuit;
import dev.freshet.core.expr.EvaluationContext;
import dev.freshet.core.plan.Plan;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBatch;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One row changes in states of 1,000 and of 100,000 rows, keys spread out and all in one key: the rows that the operators
 * touch grow with the change of the answer, not with the state. Those queries of {@code touched.sql} that cost more say
 * so, and it is shown that they do. {@code -Dfreshet.touched.rows=N} takes another size.
 */
class RowsTouchedTest {
    private static final int SMALL = 1_000;
    private static final int LARGE = Integer.getInteger("freshet.touched.rows", 100_000);
    private static final LocalDateTime START = LocalDateTime.parse("2024-01-01T00:00:00");
    private static final String TABLES = """
            CREATE TABLE t (id INTEGER, k INTEGER, a VARCHAR, b DECIMAL(10,2), d DOUBLE, at TIMESTAMP, ok BOOLEAN);
            CREATE TABLE u (id INTEGER, k INTEGER, s VARCHAR, v BIGINT, at TIMESTAMP);
            CREATE TABLE e (child INTEGER, parent INTEGER);
            """;

    /** A query; {@code costs} says what it costs where that is more than the change. */
    record Entry(String query, @Nullable String costs) {
        @Override
        public String toString() {
            return query;
        }
    }

    static List<Entry> entries() throws IOException {
        String text;
        try (InputStream in =
                Objects.requireNonNull(RowsTouchedTest.class.getResourceAsStream("/oracle/touched.sql"))) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<Entry> out = new ArrayList<>();
        String costs = null;
        for (String line : text.lines().toList()) {
            if (line.startsWith("-- costs ")) {
                costs = line.substring(9);
            } else if (!line.startsWith("--") && !line.isBlank()) {
                out.add(new Entry(line.substring(0, line.length() - 1), costs));
                costs = null;
            }
        }
        return out;
    }

    @ParameterizedTest
    @MethodSource("entries")
    void growsWithTheChange(Entry entry) {
        boolean more = false;
        for (boolean oneKey : new boolean[] {false, true}) {
            Plan plan = Maintained.compile(document(entry.query()));
            // What costs more would take all day to load.
            List<Cost> small = new Run(plan, entry.costs() == null ? SMALL : 200, oneKey).costs();
            List<Cost> large = new Run(plan, entry.costs() == null ? LARGE : 2_000, oneKey).costs();
            for (int i = 0; i < small.size(); i++) {
                boolean grows = large.get(i).touched()
                        > 3 * small.get(i).touched() + 40 + 16 * large.get(i).emitted();
                more |= grows;
                if (entry.costs() == null) {
                    assertThat(grows)
                            .as("%s: %s rows, then %s", oneKey ? "one key" : "spread", small.get(i), large.get(i))
                            .isFalse();
                }
            }
        }
        assertThat(more).as("costs " + entry.costs()).isEqualTo(entry.costs() != null);
    }

    private static String document(String query) {
        return Maintained.document(Map.of("sql", TABLES + "CREATE VIEW v AS " + query + ";"));
    }

    /** Rows that all operators touched, and rows of the view that changed. */
    private record Cost(long touched, long emitted) {}

    private static final class Run {
        private final Plan plan;
        private final Circuit circuit;
        private final int rows;
        private final boolean oneKey;

        Run(Plan plan, int rows, boolean oneKey) {
            this.plan = plan;
            this.rows = rows;
            this.oneKey = oneKey;
            this.circuit = CircuitBuilder.build(plan, EvaluationContext.NONE, Map.of());
        }

        /** A row comes, goes, and another changes, in each table. */
        List<Cost> costs() {
            load();
            List<Cost> out = new ArrayList<>();
            Object[] t = t(rows / 2);
            Object[] changed = t.clone();
            changed[3] = new BigDecimal("77.77");
            changed[4] = 0.77;
            out.add(step("t", t, changed));
            out.add(step("t", null, t(rows)));
            out.add(step("t", t(rows), null));
            Object[] moved = changed.clone();
            moved[1] = oneKey ? 0 : rows / 3;
            out.add(step("t", changed, moved));
            Object[] u = u(rows / 2);
            Object[] other = u.clone();
            other[3] = 3L;
            out.add(step("u", u, other));
            out.add(step("e", e(rows - 1), new Object[] {rows, 7}));
            return out;
        }

        private Cost step(String table, Object @Nullable [] gone, Object @Nullable [] come) {
            if (plan.tables().stream().noneMatch(x -> x.name().equals(table))) {
                return new Cost(0, 0);
            }
            BatchBuilder b = new BatchBuilder(plan.table(table).schema());
            if (gone != null) {
                b.row(-1, gone);
            }
            if (come != null) {
                b.row(1, come);
            }
            ColumnBatch change =
                    circuit.step(Map.of(table, b.build())).outputs().get("v");
            long touched =
                    circuit.stats().stream().mapToLong(Circuit.Stats::touched).sum();
            return new Cost(touched, change == null ? 0 : change.size());
        }

        private void load() {
            BatchBuilder t = new BatchBuilder(plan.table("t").schema());
            BatchBuilder u = new BatchBuilder(plan.table("u").schema());
            BatchBuilder e = new BatchBuilder(plan.table("e").schema());
            for (int i = 0; i < rows; i++) {
                t.row(1, t(i));
                u.row(1, u(i));
                e.row(1, e(i));
            }
            circuit.step(Map.of("t", t.build(), "u", u.build(), "e", e.build()));
        }

        private Object[] t(int i) {
            return new Object[] {
                i,
                oneKey ? 0 : i,
                "a" + i % 100,
                BigDecimal.valueOf(i % 5000, 2),
                i / 8.0,
                START.plusSeconds(i),
                i % 2 == 0
            };
        }

        /** Three rows meet the one key of the other table. */
        private Object[] u(int i) {
            return new Object[] {i, oneKey && i < 3 ? 0 : i + 1, "s" + i % 100, (long) i % 1000, START.plusSeconds(i)};
        }

        private static Object[] e(int i) {
            return new Object[] {i + 1, i / 10};
        }
    }
}
