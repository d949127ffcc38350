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

/** The value of a scalar subquery: that of its only row, NULL where there is none, an error where there are more. */
final class SingleValueAccumulator extends Accumulator {
    private final CountAccumulator rows = new CountAccumulator();
    private final ExtremeAccumulator value;

    SingleValueAccumulator(Type type) {
        value = new ExtremeAccumulator(type, false);
    }

    @Override
    public int words() {
        return rows.words();
    }

    @Override
    public void place(Words words) {
        rows.place(words);
    }

    @Override
    public void grow(int capacity) {
        rows.grow(capacity);
        value.grow(capacity);
    }

    @Override
    public void reset(int slot) {
        rows.reset(slot);
        value.reset(slot);
    }

    @Override
    public void forget(int slot) {
        rows.forget(slot);
        value.forget(slot);
    }

    @Override
    public void add(int[] slots, @Nullable Column argument, long[] weights, int from, int to) {
        rows.add(slots, null, weights, from, to);
        value.add(slots, argument, weights, from, to);
    }

    @Override
    public @Nullable RowError result(int slot, ColumnBuilder out) {
        ColumnBuilder counted = ColumnBuilder.of(Type.BIGINT);
        rows.result(slot, counted);
        if (((LongColumn) counted.build()).get(0) > 1) {
            out.appendNull();
            return new RowError(
                    "cardinality_violation", "more than one row returned by a subquery used as an expression");
        }
        return value.result(slot, out);
    }

    @Override
    public void save(StateWriter writer, String tag, int[] slots, int count) {
        rows.save(writer, tag + "n", slots, count);
        value.save(writer, tag + "v", slots, count);
    }

    @Override
    public void load(StateReader reader, String tag) {
        rows.load(reader, tag + "n");
        value.load(reader, tag + "v");
    }

    @Override
    public long bytes() {
        return rows.bytes() + value.bytes();
    }
}
