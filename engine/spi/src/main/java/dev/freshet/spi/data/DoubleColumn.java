package dev.freshet.spi.data;

import org.jspecify.annotations.Nullable;

/** Double-precision values, for REAL (each exactly a float) and DOUBLE. NaN equals NaN and is the greatest value; -0.0 equals 0.0 (PostgreSQL). */
public final class DoubleColumn implements Column {
    private final double[] values;
    private final long @Nullable [] nulls;
    private final int size;

    /** Takes the arrays without copying; {@code values} may be longer than {@code size}. */
    public DoubleColumn(double[] values, long @Nullable [] nulls, int size) {
        this.values = values;
        this.nulls = nulls;
        this.size = size;
    }

    public static DoubleColumn of(double... values) {
        return new DoubleColumn(values, null, values.length);
    }

    /** The value array itself, for loops; not to be written. */
    public double[] values() {
        return values;
    }

    /** The null bits themselves, or null when no row is NULL; not to be written. */
    public long @Nullable [] nulls() {
        return nulls;
    }

    public double get(int row) {
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
        return isNull(row) ? NULL_HASH : Column.mix(bits(values[row]));
    }

    @Override
    public boolean equal(int row, Column other, int otherRow) {
        DoubleColumn o = (DoubleColumn) other;
        boolean n = isNull(row);
        return n == o.isNull(otherRow) && (n || compare(values[row], o.values[otherRow]) == 0);
    }

    @Override
    public int compare(int row, Column other, int otherRow) {
        DoubleColumn o = (DoubleColumn) other;
        boolean n = isNull(row);
        boolean m = o.isNull(otherRow);
        return n || m ? Boolean.compare(n, m) : compare(values[row], o.values[otherRow]);
    }

    @Override
    public DoubleColumn gather(int[] rows, int count) {
        double[] out = new double[count];
        for (int i = 0; i < count; i++) {
            out[i] = values[rows[i]];
        }
        return new DoubleColumn(out, Column.gatherBits(nulls, rows, count), count);
    }

    @Override
    public long bytes() {
        return 8L * size + (nulls == null ? 0 : size / 8);
    }

    /** PostgreSQL's order of floats. */
    public static int compare(double a, double b) {
        return a < b ? -1 : a > b ? 1 : a == b ? 0 : Double.compare(a, b);
    }

    private static long bits(double v) {
        return Double.doubleToLongBits(v == 0.0 ? 0.0 : v);
    }
}
