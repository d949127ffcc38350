package dev.freshet.core.aggregate;

import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.error.RowError;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** COUNT(*) and COUNT(x): the sum of weights, of rows whose argument is not NULL. */
final class CountAccumulator extends Accumulator {
    private long[] counts = new long[16];

    @Override
    public void grow(int capacity) {
        if (capacity > counts.length) {
            counts = Arrays.copyOf(counts, capacity);
        }
    }

    @Override
    public void reset(int slot) {
        counts[slot] = 0;
    }

    @Override
    public void add(int[] slots, @Nullable Column argument, long[] weights, int rows) {
        boolean nulls = argument != null && argument.mayHaveNulls();
        for (int i = 0; i < rows; i++) {
            if (!nulls || argument == null || !argument.isNull(i)) {
                counts[slots[i]] += weights[i];
            }
        }
    }

    @Override
    public @Nullable RowError result(int slot, ColumnBuilder out) {
        out.appendLong(counts[slot]);
        return null;
    }

    @Override
    public void save(StateWriter writer, String tag, int[] slots, int count) {
        ColumnBuilder out = ColumnBuilder.of(Type.BIGINT);
        for (int i = 0; i < count; i++) {
            out.appendLong(counts[slots[i]]);
        }
        saveColumn(writer, tag, out, count);
    }

    @Override
    public void load(StateReader reader, String tag) {
        reader.batches(tag, b -> {
            grow(b.size());
            LongColumn saved = (LongColumn) b.column(0);
            for (int i = 0; i < b.size(); i++) {
                counts[i] = saved.get(i);
            }
        });
    }

    @Override
    public long bytes() {
        return 8L * counts.length;
    }
}
