package dev.freshet.core.aggregate;

import dev.freshet.core.plan.AggregateCall;
import dev.freshet.core.trace.Consolidation;
import dev.freshet.core.trace.HashTrace;
import dev.freshet.core.trace.RankedSlots;
import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.core.trace.TraceObserver;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The rows of each group with their copies, in order, found by rank: a change costs the logarithm of the group. Ties of the
 * order go by all columns, so that the rows alone decide.
 */
final class RankedRows {
    private final HashTrace rows;
    private final RankedSlots ranks;
    private final List<AggregateCall.Order> order;
    private final boolean mostFirst;
    private final int columns;
    private int[] roots = new int[0];
    private int[] touched = new int[16];
    private int touchedCount;

    /**
     * @param order sort keys whose columns count within {@code types}
     * @param mostFirst whether rows with more copies come first, before any sort key counts
     */
    RankedRows(List<Type> types, List<AggregateCall.Order> order, boolean mostFirst) {
        List<Type> all = new ArrayList<>(List.of(Type.BIGINT));
        all.addAll(types);
        this.columns = types.size();
        this.order = order;
        this.mostFirst = mostFirst;
        int[] key = new int[all.size()];
        Arrays.setAll(key, i -> i);
        this.rows = new HashTrace(all, key);
        this.ranks = new RankedSlots(this::compare);
    }

    private int compare(int a, int b) {
        if (mostFirst && rows.weight(a) != rows.weight(b)) {
            return Long.compare(rows.weight(b), rows.weight(a));
        }
        for (AggregateCall.Order o : order) {
            int c = compare(o, a, b);
            if (c != 0) {
                return c;
            }
        }
        for (int i = 1; i <= columns; i++) {
            int c = rows.compare(i, a, b);
            if (c != 0) {
                return c;
            }
        }
        return Integer.compare(a, b);
    }

    private int compare(AggregateCall.Order o, int a, int b) {
        int column = o.column() + 1;
        boolean n = rows.isNull(column, a);
        boolean m = rows.isNull(column, b);
        if (n || m) {
            return o.nullsFirst() ? Boolean.compare(m, n) : Boolean.compare(n, m);
        }
        int c = rows.compare(column, a, b);
        return o.descending() ? -c : c;
    }

    void grow(int capacity) {
        if (capacity > roots.length) {
            int from = roots.length;
            roots = Arrays.copyOf(roots, capacity);
            Arrays.fill(roots, from, capacity, -1);
        }
    }

    /** Adds the rows whose weight is not 0 and whose column {@code required} is there (-1: any row). */
    void add(int[] groups, List<Column> values, long[] weights, int from, int to, int required) {
        int[] kept = new int[to - from];
        int n = 0;
        for (int i = from; i < to; i++) {
            if (weights[i] != 0 && (required < 0 || !values.get(required).isNull(i))) {
                kept[n++] = i;
            }
        }
        long[] group = new long[n];
        long[] w = new long[n];
        for (int i = 0; i < n; i++) {
            group[i] = groups[kept[i]];
            w[i] = weights[kept[i]];
        }
        List<Column> all = new ArrayList<>(List.of(LongColumn.of(group)));
        for (Column c : values) {
            all.add(c.gather(kept, n));
        }
        apply(Consolidation.of(new ColumnBatch(all, w, n)));
    }

    private void apply(ColumnBatch delta) {
        touchedCount = 0;
        rows.apply(delta, new TraceObserver() {
            @Override
            public void changing(int slot, long weightBefore, int row) {
                touch(slot, weightBefore);
            }
        });
        for (int i = 0; i < touchedCount; i++) {
            int slot = touched[i];
            if (rows.weight(slot) != 0) {
                int group = group(slot);
                roots[group] = ranks.insert(roots[group], slot, Math.max(0, rows.weight(slot)));
            }
        }
    }

    /** The delta is consolidated: a row comes once. */
    private void touch(int slot, long weightBefore) {
        if (weightBefore != 0) {
            int group = group(slot);
            roots[group] = ranks.remove(roots[group], slot);
        }
        if (touchedCount == touched.length) {
            touched = Arrays.copyOf(touched, touchedCount * 2);
        }
        touched[touchedCount++] = slot;
    }

    private int group(int slot) {
        return (int) rows.longAt(0, slot);
    }

    long total(int group) {
        return ranks.total(roots[group]);
    }

    int at(int group, long rank) {
        return ranks.at(roots[group], rank);
    }

    int first(int group) {
        return ranks.first(roots[group]);
    }

    int last(int group) {
        return ranks.last(roots[group]);
    }

    void walk(int group, IntPredicate visitor) {
        ranks.walk(roots[group], visitor);
    }

    long copies(int slot) {
        return Math.max(0, rows.weight(slot));
    }

    /** The row's columns, each of one value. */
    List<Column> row(int slot) {
        List<Column> all = rows.gather(new int[] {slot}, 1);
        return all.subList(1, all.size());
    }

    /** The slots of a group in order. */
    int[] slots(int group) {
        int[][] out = {new int[16]};
        int[] n = {0};
        walk(group, slot -> {
            if (n[0] == out[0].length) {
                out[0] = Arrays.copyOf(out[0], n[0] * 2);
            }
            out[0][n[0]++] = slot;
            return true;
        });
        return Arrays.copyOf(out[0], n[0]);
    }

    List<Column> gather(int[] slots) {
        List<Column> all = rows.gather(slots, slots.length);
        return all.subList(1, all.size());
    }

    /** Drops a group's rows. */
    void forget(int group) {
        while (roots[group] >= 0) {
            int slot = ranks.first(roots[group]);
            roots[group] = ranks.remove(roots[group], slot);
            rows.forget(slot);
        }
    }

    void save(StateWriter writer, String tag, int[] slots, int count) {
        int[] position = new int[Arrays.stream(slots, 0, count).max().orElse(-1) + 1];
        for (int i = 0; i < count; i++) {
            position[slots[i]] = i;
        }
        HashTrace.Cursor cursor = rows.scan(65_536);
        for (ColumnBatch b = cursor.next(); !b.isEmpty(); b = cursor.next()) {
            LongColumn groups = (LongColumn) b.column(0);
            long[] renamed = new long[b.size()];
            for (int i = 0; i < renamed.length; i++) {
                renamed[i] = position[(int) groups.get(i)];
            }
            List<Column> all = new ArrayList<>(List.of(LongColumn.of(renamed)));
            for (int c = 1; c <= columns; c++) {
                all.add(b.column(c));
            }
            writer.batch(tag, b.withColumns(all));
        }
    }

    void load(StateReader reader, String tag) {
        reader.batches(tag, b -> {
            LongColumn groups = (LongColumn) b.column(0);
            long max = -1;
            for (int i = 0; i < b.size(); i++) {
                max = Math.max(max, groups.get(i));
            }
            grow((int) max + 1);
            apply(b);
        });
    }

    long bytes() {
        return rows.bytes() + ranks.bytes() + 4L * roots.length;
    }
}
