package dev.freshet.sql.oracle;

import dev.freshet.core.plan.format.Json;
import dev.freshet.spi.data.VariantValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A bag of rows in a form in which two systems' values can be compared. */
final class Answer {
    private final Map<List<@Nullable Object>, Long> rows = new HashMap<>();

    void add(List<@Nullable Object> row, long weight) {
        List<@Nullable Object> plain = new ArrayList<>();
        row.forEach(v -> plain.add(plain(v)));
        rows.merge(plain, weight, Long::sum);
        rows.remove(plain, 0L);
    }

    /** Numerics by value, whatever their scale. */
    private static @Nullable Object plain(@Nullable Object v) {
        return switch (v) {
            case BigDecimal d -> d.signum() == 0 ? BigDecimal.ZERO : d.stripTrailingZeros();
            case Integer i -> i.longValue();
            case Short s -> s.longValue();
            case Float f -> f.doubleValue() == 0 ? (Object) 0.0 : (Object) f.doubleValue();
            case Double d -> d == 0 ? (Object) 0.0 : d;
            case VariantValue j -> plain(Json.parse(j.json()));
            case Map<?, ?> m -> {
                Map<Object, @Nullable Object> out = new HashMap<>();
                m.forEach((k, x) -> out.put(k, plain(x)));
                yield out;
            }
            case List<?> l -> {
                List<@Nullable Object> out = new ArrayList<>();
                l.forEach(x -> out.add(plain(x)));
                yield out;
            }
            case null, default -> v;
        };
    }

    /** Null when equal, else what differs; floats may differ by 1e-9 of their size. */
    @Nullable
    String difference(Answer expected) {
        Map<List<@Nullable Object>, Long> extra = new HashMap<>(rows);
        expected.rows.forEach((row, n) -> {
            extra.merge(row, -n, Long::sum);
            extra.remove(row, 0L);
        });
        if (extra.isEmpty() || paired(extra)) {
            return null;
        }
        StringBuilder out = new StringBuilder();
        extra.entrySet().stream()
                .sorted(Comparator.comparing(e -> e.getKey().toString()))
                .limit(20)
                .forEach(e -> out.append(e.getValue() > 0 ? "  only here      " : "  only PostgreSQL ")
                        .append(Math.abs(e.getValue()))
                        .append(" × ")
                        .append(e.getKey())
                        .append('\n'));
        return out.toString();
    }

    private static boolean paired(Map<List<@Nullable Object>, Long> extra) {
        List<List<@Nullable Object>> ours = new ArrayList<>();
        List<List<@Nullable Object>> theirs = new ArrayList<>();
        extra.forEach((row, n) -> {
            for (long i = 0; i < Math.abs(n); i++) {
                (n > 0 ? ours : theirs).add(row);
            }
        });
        for (List<@Nullable Object> row : ours) {
            if (!theirs.removeIf(new First(other -> near(row, other))::test)) {
                return false;
            }
        }
        return theirs.isEmpty();
    }

    /** True for the first match only. */
    private static final class First {
        private final java.util.function.Predicate<List<@Nullable Object>> test;
        private boolean found;

        First(java.util.function.Predicate<List<@Nullable Object>> test) {
            this.test = test;
        }

        boolean test(List<@Nullable Object> row) {
            boolean hit = !found && test.test(row);
            found |= hit;
            return hit;
        }
    }

    private static boolean near(List<?> a, List<?> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (a.get(i) instanceof List<?> x && b.get(i) instanceof List<?> y) {
                if (!near(x, y)) {
                    return false;
                }
            } else if (a.get(i) instanceof Double x && b.get(i) instanceof Double y) {
                if (Math.abs(x - y) > 1e-9 * Math.max(Math.abs(x), Math.abs(y)) && Math.abs(x - y) > 1e-12) {
                    return false;
                }
            } else if (!java.util.Objects.equals(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return rows.toString();
    }
}
