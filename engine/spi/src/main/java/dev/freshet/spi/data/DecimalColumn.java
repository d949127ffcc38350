package dev.freshet.spi.data;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** 128-bit signed unscaled values of DECIMAL above precision 18: high and low 64 bits. */
public final class DecimalColumn implements Column {
    private final long[] high;
    private final long[] low;
    private final long @Nullable [] nulls;
    private final int size;

    /** Takes the arrays without copying. */
    public DecimalColumn(long[] high, long[] low, long @Nullable [] nulls, int size) {
        this.high = high;
        this.low = low;
        this.nulls = nulls;
        this.size = size;
    }

    public long high(int row) {
        return high[row];
    }

    public long low(int row) {
        return low[row];
    }

    public long @Nullable [] nulls() {
        return nulls;
    }

    public BigInteger get(int row) {
        return join(high[row], low[row]);
    }

    public static BigInteger join(long high, long low) {
        if (high == low >> 63) {
            return BigInteger.valueOf(low);
        }
        BigInteger unsigned = BigInteger.valueOf(low & Long.MAX_VALUE);
        return BigInteger.valueOf(high).shiftLeft(64).add(low < 0 ? unsigned.setBit(63) : unsigned);
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
        return isNull(row) ? NULL_HASH : Column.mix(low[row] ^ Long.rotateLeft(high[row], 29) * 0x9E3779B97F4A7C15L);
    }

    @Override
    public boolean equal(int row, Column other, int otherRow) {
        DecimalColumn o = (DecimalColumn) other;
        boolean n = isNull(row);
        return n == o.isNull(otherRow) && (n || (high[row] == o.high[otherRow] && low[row] == o.low[otherRow]));
    }

    @Override
    public int compare(int row, Column other, int otherRow) {
        DecimalColumn o = (DecimalColumn) other;
        boolean n = isNull(row);
        boolean m = o.isNull(otherRow);
        if (n || m) {
            return Boolean.compare(n, m);
        }
        int c = Long.compare(high[row], o.high[otherRow]);
        return c != 0 ? c : Long.compareUnsigned(low[row], o.low[otherRow]);
    }

    @Override
    public DecimalColumn gather(int[] rows, int count) {
        long[] h = new long[count];
        long[] l = new long[count];
        for (int i = 0; i < count; i++) {
            h[i] = high[rows[i]];
            l[i] = low[rows[i]];
        }
        return new DecimalColumn(h, l, Column.gatherBits(nulls, rows, count), count);
    }

    @Override
    public long bytes() {
        return 16L * size;
    }
}
