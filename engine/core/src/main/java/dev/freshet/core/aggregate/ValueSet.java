package dev.freshet.core.aggregate;

import dev.freshet.core.trace.HashTrace;
import dev.freshet.core.trace.OrderedSlots;
import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.core.trace.TraceObserver;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Type;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The distinct values of each group with their weights, in order where that is asked for. NULLs are left out. */
final class ValueSet {
    private final HashTrace values;
    private final @Nullable OrderedSlots order;
    private int[] roots = new int[0];

    ValueSet(Type type, boolean ordered) {
        values = new HashTrace(List.of(Type.BIGINT, type), new int[] {0, 1});
        order = ordered ? new OrderedSlots((a, b) -> values.compare(1, a, b)) : null;
    }

    void grow(int capacity) {
        if (order != null && capacity > roots.length) {
            int from = roots.length;
            roots = Arrays.copyOf(roots, capacity);
            Arrays.fill(roots, from, capacity, -1);
        }
    }

    /** The rows of a delta that count: weight and value present. */
    static ColumnBatch delta(int[] slots, Column argument, long[] weights, int from, int to) {
        int[] kept = new int[to - from];
        int n = 0;
        for (int i = from; i < to; i++) {
            if (weights[i] != 0 && !argument.isNull(i)) {
                kept[n++] = i;
            }
        }
        long[] groups = new long[n];
        long[] w = new long[n];
        for (int i = 0; i < n; i++) {
            groups[i] = slots[kept[i]];
            w[i] = weights[kept[i]];
        }
        return new ColumnBatch(List.of(LongColumn.of(groups), argument.gather(kept, n)), w, n);
    }

    long weightOf(ColumnBatch delta, int row) {
        int slot = values.find(delta, row);
        return slot < 0 ? 0 : values.weight(slot);
    }

    void apply(ColumnBatch delta) {
        OrderedSlots o = order;
        if (o == null) {
            values.apply(delta);
            return;
        }
        values.apply(delta, new TraceObserver() {
            @Override
            public void inserted(int slot, int row) {
                int group = (int) values.longAt(0, slot);
                roots[group] = o.insert(roots[group], slot);
            }

            @Override
            public void removing(int slot) {
                int group = (int) values.longAt(0, slot);
                roots[group] = o.remove(roots[group], slot);
            }
        });
    }

    /** A column with the smallest or greatest value of a group at row 0, or null when it has none. */
    @Nullable
    Column extreme(int group, boolean least) {
        OrderedSlots o = order;
        if (o == null || roots[group] < 0) {
            return null;
        }
        int slot = least ? o.first(roots[group]) : o.last(roots[group]);
        return values.gather(new int[] {slot}, 1).get(1);
    }

    /** Drops a group's values; only where they are kept in order. */
    void forget(int group) {
        OrderedSlots o = order;
        if (o == null) {
            throw new IllegalStateException("values without an order cannot be forgotten");
        }
        while (roots[group] >= 0) {
            int slot = o.first(roots[group]);
            roots[group] = o.remove(roots[group], slot);
            values.forget(slot);
        }
    }

    void save(StateWriter writer, String tag, int[] slots, int count) {
        int[] position = new int[Arrays.stream(slots, 0, count).max().orElse(-1) + 1];
        for (int i = 0; i < count; i++) {
            position[slots[i]] = i;
        }
        HashTrace.Cursor cursor = values.scan(65_536);
        for (ColumnBatch b = cursor.next(); !b.isEmpty(); b = cursor.next()) {
            LongColumn groups = (LongColumn) b.column(0);
            long[] renamed = new long[b.size()];
            for (int i = 0; i < renamed.length; i++) {
                renamed[i] = position[(int) groups.get(i)];
            }
            writer.batch(tag, b.withColumns(List.of(LongColumn.of(renamed), b.column(1))));
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
        return values.bytes() + 4L * roots.length + (order == null ? 0 : order.bytes());
    }
}
