package dev.freshet.core.aggregate;

import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.core.trace.Words;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.error.RowError;
import org.jspecify.annotations.Nullable;

/** COUNT(*) and COUNT(x): the sum of weights, of rows whose argument is not NULL. */
final class CountAccumulator extends Accumulator {
    private Words counts = Words.alone(1);

    @Override
    public int words() {
        return 1;
    }

    @Override
    public void place(Words words) {
        counts = words;
    }

    @Override
    public void grow(int capacity) {
        counts.grow(capacity);
    }

    @Override
    public void reset(int slot) {
        counts.set(slot, 0, 0);
    }

    @Override
    public void add(int[] slots, @Nullable Column argument, long[] weights, int from, int to) {
        boolean nulls = argument != null && argument.mayHaveNulls();
        for (int i = from; i < to; i++) {
            if (!nulls || argument == null || !argument.isNull(i)) {
                counts.add(slots[i], 0, weights[i]);
            }
        }
    }

    @Override
    public @Nullable RowError result(int slot, ColumnBuilder out) {
        out.appendLong(counts.get(slot, 0));
        return null;
    }

    @Override
    public void save(StateWriter writer, String tag, int[] slots, int count) {
        saveEach(writer, tag, Type.BIGINT, slots, count, (slot, out) -> out.appendLong(counts.get(slot, 0)));
    }

    @Override
    public void load(StateReader reader, String tag) {
        loadEach(reader, tag, (slot, saved, row) -> counts.set(slot, 0, ((LongColumn) saved).get(row)));
    }

    @Override
    public long bytes() {
        return counts.bytes();
    }
}
