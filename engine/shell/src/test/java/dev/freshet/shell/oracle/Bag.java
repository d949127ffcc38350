package dev.freshet.shell.oracle;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows with how often they are there. Numbers are told by their value; quotients may differ by 1e-9 of their size. */
final class Bag {
    private final Map<List<@Nullable Object>, Long> rows = new HashMap<>();

    void add(List<@Nullable Object> row, long weight) {
        List<@Nullable Object> plain = new ArrayList<>(row.size());
        row.forEach(v -> plain.add(plain(v)));
        rows.merge(plain, weight, Long::sum);
        rows.remove(plain, 0L);
    }

    private static @Nullable Object plain(@Nullable Object v) {
        return switch (v) {
            case BigDecimal d -> d.signum() == 0 ? BigDecimal.ZERO : d.stripTrailingZeros();
            case Long n -> plain(BigDecimal.valueOf(n));
            case Integer n -> plain(BigDecimal.valueOf(n));
            case Short n -> plain(BigDecimal.valueOf(n));
            case Double d when !d.isNaN() && !d.isInfinite() -> plain(new BigDecimal(d));
            case null, default -> v;
        };
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    long size() {
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }

    Map<List<@Nullable Object>, Long> rows() {
        return rows;
    }

    /** Empty when equal, else some rows that only one of both has. */
    String difference(Bag expected) {
        Map<List<@Nullable Object>, Long> mine = new HashMap<>(rows);
        Map<List<@Nullable Object>, Long> theirs = new HashMap<>();
        expected.rows.forEach((row, n) -> {
            long left = n - mine.getOrDefault(row, 0L);
            mine.remove(row);
            if (left > 0) {
                theirs.put(row, left);
            } else if (left < 0) {
                mine.put(row, -left);
            }
        });
        pair(mine, theirs);
        return mine.isEmpty() && theirs.isEmpty() ? "" : shown("only here: ", mine) + shown("only DuckDB: ", theirs);
    }

    private static void pair(Map<List<@Nullable Object>, Long> mine, Map<List<@Nullable Object>, Long> theirs) {
        for (Iterator<Map.Entry<List<@Nullable Object>, Long>> i =
                        mine.entrySet().iterator();
                i.hasNext(); ) {
            Map.Entry<List<@Nullable Object>, Long> e = i.next();
            boolean found =
                    theirs.entrySet().removeIf(t -> t.getValue().equals(e.getValue()) && close(t.getKey(), e.getKey()));
            if (found) {
                i.remove();
            }
        }
    }

    private static boolean close(List<@Nullable Object> a, List<@Nullable Object> b) {
        for (int i = 0; i < a.size(); i++) {
            Object x = a.get(i);
            Object y = b.get(i);
            boolean same = x instanceof BigDecimal m && y instanceof BigDecimal n
                    ? Math.abs(m.doubleValue() - n.doubleValue()) <= 1e-9 * Math.max(1, Math.abs(n.doubleValue()))
                    : x == null ? y == null : x.equals(y);
            if (!same) {
                return false;
            }
        }
        return a.size() == b.size();
    }

    private static String shown(String what, Map<List<@Nullable Object>, Long> rows) {
        StringBuilder out = new StringBuilder();
        rows.entrySet().stream()
                .sorted(java.util.Comparator.comparing(e -> e.getKey().toString()))
                .limit(8)
                .forEach(e -> out.append("\n  ")
                        .append(what)
                        .append(e.getValue())
                        .append(" × ")
                        .append(e.getKey()));
        return out.toString();
    }
}
