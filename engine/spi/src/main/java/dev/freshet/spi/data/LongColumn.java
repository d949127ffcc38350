package dev.freshet.spi.data;

import org.jspecify.annotations.Nullable;

/** 64-bit values: integers, booleans, dates, times, intervals and short decimals. */
public final class LongColumn implements Column {
    private final long[] values;
    private final long @Nullable [] nulls;
    private final int size;

    /** Takes the arrays without copying; {@code values} may be longer than {@code size}. */
    public LongColumn(long[] values, long @Nullable [] nulls, int size) {
        this.values = values;
        this.nulls = nulls;
        this.size = size;
    }

    public static LongColumn of(long... values) {
        return new LongColumn(values, null, values.length);
    }

    /** The value array itself, for loops; not to be written. */
    public long[] values() {
        return values;
    }

    /** The null bits themselves, or null when no row is NULL; not to be written. */
    public long @Nullable [] nulls() {
        return nulls;
    }

    public long get(int row) {
        return values[row];
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean isNull(int row) {
        return nulls != null && Column.bit(nulls, row);
    }

    @Override
    public boolean mayHaveNulls() {
        return nulls != null;
    }

    @Override
    public int hash(int row) {
        return isNull(row) ? NULL_HASH : Column.mix(values[row]);
    }

    @Override
    public boolean equal(int row, Column other, int otherRow) {
        LongColumn o = (LongColumn) other;
        boolean n = isNull(row);
        return n == o.isNull(otherRow) && (n || values[row] == o.values[otherRow]);
    }

    @Override
    public int compare(int row, Column other, int otherRow) {
        LongColumn o = (LongColumn) other;
        boolean n = isNull(row);
        boolean m = o.isNull(otherRow);
        return n || m ? Boolean.compare(n, m) : Long.compare(values[row], o.values[otherRow]);
    }

    @Override
    public LongColumn gather(int[] rows, int count) {
        long[] out = new long[count];
        for (int i = 0; i < count; i++) {
            out[i] = values[rows[i]];
        }
        return new LongColumn(out, Column.gatherBits(nulls, rows, count), count);
    }

    @Override
    public long bytes() {
        return 8L * size + (nulls == null ? 0 : size / 8);
    }
}
