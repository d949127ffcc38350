package dev.freshet.core.aggregate;

import dev.freshet.core.trace.Consolidation;
import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.core.trace.Words;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.error.RowError;
import org.jspecify.annotations.Nullable;

/** Any aggregate over DISTINCT values: hands the inner one a value when it appears in the group and when it is gone. */
final class DistinctAccumulator extends Accumulator {
    private final Accumulator inner;
    private final ValueSet values;

    /** {@code forgetting}: groups will be dropped with values in them. */
    DistinctAccumulator(Type argument, Accumulator inner, boolean forgetting) {
        this.inner = inner;
        this.values = new ValueSet(argument, forgetting);
    }

    @Override
    public int words() {
        return inner.words();
    }

    @Override
    public void place(Words words) {
        inner.place(words);
    }

    @Override
    public void grow(int capacity) {
        inner.grow(capacity);
        values.grow(capacity);
    }

    @Override
    public void reset(int slot) {
        inner.reset(slot);
    }

    @Override
    public void forget(int slot) {
        inner.forget(slot);
        values.forget(slot);
    }

    @Override
    public void add(int[] slots, @Nullable Column argument, long[] weights, int from, int to) {
        if (argument == null) {
            return;
        }
        ColumnBatch delta = Consolidation.of(ValueSet.delta(slots, argument, weights, from, to));
        long[] steps = new long[delta.size()];
        int[] groups = new int[delta.size()];
        for (int i = 0; i < steps.length; i++) {
            long before = values.weightOf(delta, i);
            long after = before + delta.weight(i);
            steps[i] = (after > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
            groups[i] = (int) ((LongColumn) delta.column(0)).get(i);
        }
        inner.add(groups, delta.column(1), steps, 0, steps.length);
        values.apply(delta);
    }

    @Override
    public @Nullable RowError result(int slot, ColumnBuilder out) {
        return inner.result(slot, out);
    }

    @Override
    public void save(StateWriter writer, String tag, int[] slots, int count) {
        inner.save(writer, tag, slots, count);
        values.save(writer, tag + ".values", slots, count);
    }

    @Override
    public void load(StateReader reader, String tag) {
        inner.load(reader, tag);
        values.load(reader, tag + ".values");
    }

    @Override
    public long bytes() {
        return inner.bytes() + values.bytes();
    }
}
