package dev.freshet.core.aggregate;

import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.error.RowError;
import org.jspecify.annotations.Nullable;

/** MIN and MAX: all values of the group in order, so that a retraction of the best finds the next in logarithmic time. */
final class ExtremeAccumulator extends Accumulator {
    private final boolean least;
    private final ValueSet values;

    ExtremeAccumulator(Type type, boolean least) {
        this.least = least;
        this.values = new ValueSet(type, true);
    }

    @Override
    public void grow(int capacity) {
        values.grow(capacity);
    }

    @Override
    public void reset(int slot) {}

    @Override
    public void forget(int slot) {
        values.forget(slot);
    }

    @Override
    public void add(int[] slots, @Nullable Column argument, long[] weights, int from, int to) {
        if (argument != null) {
            values.apply(ValueSet.delta(slots, argument, weights, from, to));
        }
    }

    @Override
    public @Nullable RowError result(int slot, ColumnBuilder out) {
        Column best = values.extreme(slot, least);
        if (best == null) {
            out.appendNull();
        } else {
            out.append(best, 0);
        }
        return null;
    }

    @Override
    public void save(StateWriter writer, String tag, int[] slots, int count) {
        values.save(writer, tag, slots, count);
    }

    @Override
    public void load(StateReader reader, String tag) {
        values.load(reader, tag);
    }

    @Override
    public long bytes() {
        return values.bytes();
    }
}
