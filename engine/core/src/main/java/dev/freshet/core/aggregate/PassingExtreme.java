package dev.freshet.core.aggregate;

import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.error.RowError;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * MIN and MAX of groups that are built up and forgotten within one step. As long as rows are only added the best so far is
 * enough; a group from which one is taken moves, with all that came before, to values in order.
 */
final class PassingExtreme extends Accumulator {
    private static final int NONE = -1;
    private static final int ORDERED = -2;

    private final boolean least;
    private final ExtremeAccumulator ordered;
    /** Per group its last added row, {@link #NONE}, or {@link #ORDERED}. */
    private int[] last = new int[0];

    private @Nullable Column[] bestColumn = new Column[0];
    private int[] bestRow = new int[0];

    /** The rows added, each with the one before it in its group. */
    private @Nullable Column[] column = new Column[64];

    private int[] row = new int[64];
    private int[] before = new int[64];
    private long[] weight = new long[64];
    private int added;

    PassingExtreme(Type type, boolean least) {
        this.least = least;
        this.ordered = new ExtremeAccumulator(type, least);
    }

    @Override
    public void grow(int capacity) {
        int from = last.length;
        if (capacity > from) {
            last = Arrays.copyOf(last, capacity);
            Arrays.fill(last, from, capacity, NONE);
            bestColumn = Arrays.copyOf(bestColumn, capacity);
            bestRow = Arrays.copyOf(bestRow, capacity);
            ordered.grow(capacity);
        }
    }

    @Override
    public void reset(int slot) {}

    /** Groups are forgotten together: with the first one goes the room of all. */
    @Override
    public void forget(int slot) {
        if (last[slot] == ORDERED) {
            ordered.forget(slot);
        }
        last[slot] = NONE;
        bestColumn[slot] = null;
        Arrays.fill(column, 0, added, null);
        added = 0;
    }

    @Override
    public void add(int[] slots, @Nullable Column argument, long[] weights, int from, int to) {
        if (argument == null) {
            return;
        }
        boolean some = false;
        for (int i = from; i < to; i++) {
            if (weights[i] < 0 && !argument.isNull(i) && last[slots[i]] != ORDERED) {
                order(slots[i]);
            }
            some |= last[slots[i]] == ORDERED;
        }
        long[] rest = some ? weights.clone() : weights;
        for (int i = from; i < to; i++) {
            boolean here = last[slots[i]] != ORDERED;
            if (here && weights[i] > 0 && !argument.isNull(i)) {
                append(slots[i], argument, i, weights[i]);
            }
            if (here && some) {
                rest[i] = 0;
            }
        }
        if (some) {
            ordered.add(slots, argument, rest, from, to);
        }
    }

    private void append(int slot, Column argument, int at, long w) {
        if (added == row.length) {
            column = Arrays.copyOf(column, added * 2);
            row = Arrays.copyOf(row, added * 2);
            before = Arrays.copyOf(before, added * 2);
            weight = Arrays.copyOf(weight, added * 2);
        }
        column[added] = argument;
        row[added] = at;
        before[added] = last[slot];
        weight[added] = w;
        last[slot] = added++;
        Column best = bestColumn[slot];
        if (best == null || (argument.compare(at, best, bestRow[slot]) < 0) == least) {
            bestColumn[slot] = argument;
            bestRow[slot] = at;
        }
    }

    private void order(int slot) {
        int[] only = {slot};
        for (int i = last[slot]; i >= 0; i = before[i]) {
            Column source = column[i];
            if (source != null) {
                ordered.add(only, source.gather(new int[] {row[i]}, 1), new long[] {weight[i]}, 0, 1);
            }
        }
        last[slot] = ORDERED;
    }

    @Override
    public @Nullable RowError result(int slot, ColumnBuilder out) {
        Column best = bestColumn[slot];
        if (last[slot] == ORDERED) {
            return ordered.result(slot, out);
        }
        if (best == null) {
            out.appendNull();
        } else {
            out.append(best, bestRow[slot]);
        }
        return null;
    }

    @Override
    public void save(StateWriter writer, String tag, int[] slots, int count) {
        throw new IllegalStateException("passing groups are not kept");
    }

    @Override
    public void load(StateReader reader, String tag) {
        throw new IllegalStateException("passing groups are not kept");
    }

    @Override
    public long bytes() {
        return 24L * row.length + 16L * last.length + ordered.bytes();
    }
}
