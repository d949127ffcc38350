package dev.freshet.core.aggregate;

import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.spi.data.BytesColumn;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.DoubleColumn;
import dev.freshet.spi.data.LittleEndian;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.error.RowError;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** SUM and AVG over REAL and DOUBLE, exact until the one rounding of the result. */
final class FloatSumAccumulator extends Accumulator {
    private final boolean average;
    private final boolean single;
    private long[] counts = new long[16];
    private @Nullable FloatSum[] sums = new FloatSum[16];

    FloatSumAccumulator(boolean average, Type result) {
        this.average = average;
        this.single = result instanceof Type.Real;
    }

    @Override
    public void grow(int capacity) {
        if (capacity > counts.length) {
            counts = Arrays.copyOf(counts, capacity);
            sums = Arrays.copyOf(sums, capacity);
        }
    }

    @Override
    public void reset(int slot) {
        counts[slot] = 0;
        sums[slot] = null;
    }

    private FloatSum sum(int slot) {
        FloatSum s = sums[slot];
        if (s == null) {
            s = new FloatSum();
            sums[slot] = s;
        }
        return s;
    }

    @Override
    public void add(int[] slots, @Nullable Column argument, long[] weights, int from, int to) {
        if (argument instanceof DoubleColumn c) {
            for (int i = from; i < to; i++) {
                if (weights[i] != 0 && !c.isNull(i)) {
                    sum(slots[i]).add(c.get(i), weights[i]);
                    counts[slots[i]] += weights[i];
                }
            }
        }
    }

    @Override
    public @Nullable RowError result(int slot, ColumnBuilder out) {
        if (counts[slot] == 0) {
            out.appendNull();
            return null;
        }
        FloatSum sum = sum(slot);
        double value = average && sum.finite() ? mean(sum, counts[slot]) : sum.value();
        double rounded = single ? (float) value : value;
        if (Double.isInfinite(rounded) && sum.finite()) {
            out.appendNull();
            return new RowError("overflow", "the sum is out of range");
        }
        out.appendDouble(rounded);
        return null;
    }

    private static double mean(FloatSum sum, long count) {
        double total = sum.value();
        return Double.isInfinite(total)
                ? sum.exact()
                        .divide(java.math.BigDecimal.valueOf(count), java.math.MathContext.DECIMAL64)
                        .doubleValue()
                : total / count;
    }

    @Override
    public void save(StateWriter writer, String tag, int[] slots, int count) {
        saveEach(writer, tag, Type.BYTES, slots, count, this::save);
    }

    @Override
    public void load(StateReader reader, String tag) {
        loadEach(reader, tag, (slot, saved, row) -> load(slot, ((BytesColumn) saved).get(row)));
    }

    private void save(int slot, ColumnBuilder out) {
        byte[] sum = sum(slot).save();
        byte[] state = new byte[8 + sum.length];
        LittleEndian.LONG.set(state, 0, counts[slot]);
        System.arraycopy(sum, 0, state, 8, sum.length);
        out.appendBytes(state);
    }

    private void load(int slot, byte[] b) {
        counts[slot] = (long) LittleEndian.LONG.get(b, 0);
        sums[slot] = FloatSum.load(Arrays.copyOfRange(b, 8, b.length));
    }

    @Override
    public long bytes() {
        long n = 16L * counts.length;
        for (FloatSum s : sums) {
            n += s == null ? 0 : s.bytes();
        }
        return n;
    }
}
