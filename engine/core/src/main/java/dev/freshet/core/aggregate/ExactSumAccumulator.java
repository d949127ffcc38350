package dev.freshet.core.aggregate;

import dev.freshet.core.expr.Quotients;
import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.core.trace.Words;
import dev.freshet.spi.data.BytesColumn;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.DecimalColumn;
import dev.freshet.spi.data.LittleEndian;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.error.RowError;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * SUM and AVG over integers and decimals: the unscaled sum in 128 bits (wide decimals: in a BigInteger) and the number of
 * rows. 2⁶³ rows of 64-bit values cannot overflow 128 bits.
 */
final class ExactSumAccumulator extends Accumulator {
    private final int scale;
    private final boolean average;
    private final Type result;
    private final boolean wide;
    /** Of a group's words: the number of rows, and the sum's low and high half. */
    private static final int COUNT = 0;

    private static final int LOW = 1;
    private static final int HIGH = 2;

    private Words words = Words.alone(3);
    private @Nullable BigInteger[] sums = new BigInteger[0];

    ExactSumAccumulator(Type argument, boolean average, Type result) {
        this.scale = argument instanceof Type.Decimal d ? d.scale() : 0;
        this.wide = argument instanceof Type.Decimal d && !d.isLong();
        this.average = average;
        this.result = result;
        if (wide) {
            sums = new BigInteger[16];
        }
    }

    @Override
    public int words() {
        return 3;
    }

    @Override
    public void place(Words placed) {
        words = placed;
    }

    @Override
    public void grow(int capacity) {
        words.grow(capacity);
        if (wide && capacity > sums.length) {
            sums = Arrays.copyOf(sums, capacity);
        }
    }

    @Override
    public void reset(int slot) {
        words.set(slot, COUNT, 0);
        words.set(slot, LOW, 0);
        words.set(slot, HIGH, 0);
        if (wide) {
            sums[slot] = BigInteger.ZERO;
        }
    }

    @Override
    public void add(int[] slots, @Nullable Column argument, long[] weights, int from, int to) {
        if (argument instanceof LongColumn c) {
            for (int i = from; i < to; i++) {
                if (weights[i] != 0 && !c.isNull(i)) {
                    addLong(slots[i], c.get(i), weights[i]);
                }
            }
        } else if (argument instanceof DecimalColumn c) {
            for (int i = from; i < to; i++) {
                if (weights[i] != 0 && !c.isNull(i)) {
                    BigInteger product = c.get(i).multiply(BigInteger.valueOf(weights[i]));
                    sums[slots[i]] = sum(slots[i]).add(product);
                    words.add(slots[i], COUNT, weights[i]);
                }
            }
        }
    }

    private void addLong(int slot, long value, long weight) {
        long l = value * weight;
        long h = Math.multiplyHigh(value, weight);
        long before = words.get(slot, LOW);
        long after = before + l;
        words.set(slot, LOW, after);
        words.add(slot, HIGH, h + (Long.compareUnsigned(after, before) < 0 ? 1 : 0));
        words.add(slot, COUNT, weight);
    }

    private BigInteger sum(int slot) {
        if (!wide) {
            return DecimalColumn.join(words.get(slot, HIGH), words.get(slot, LOW));
        }
        BigInteger s = sums[slot];
        return s == null ? BigInteger.ZERO : s;
    }

    @Override
    public @Nullable RowError result(int slot, ColumnBuilder out) {
        if (words.get(slot, COUNT) == 0) {
            out.appendNull();
            return null;
        }
        if (!average && !wide && result instanceof Type.Int(int bits)) {
            return integer(slot, bits, out);
        }
        BigDecimal value = new BigDecimal(sum(slot), scale);
        int wanted = result instanceof Type.Decimal d ? d.scale() : 0;
        BigDecimal exact = average ? Quotients.of(value, BigDecimal.valueOf(words.get(slot, COUNT))) : value;
        BigDecimal rounded = exact.setScale(wanted, RoundingMode.HALF_UP);
        boolean fits = result instanceof Type.Decimal d
                ? rounded.precision() <= d.precision()
                : rounded.unscaledValue().bitLength() < 64;
        if (!fits) {
            out.appendNull();
            return new RowError("overflow", "the aggregate does not fit " + result.sql());
        }
        out.appendUnscaled(rounded.unscaledValue());
        return null;
    }

    private @Nullable RowError integer(int slot, int bits, ColumnBuilder out) {
        long l = words.get(slot, LOW);
        if (words.get(slot, HIGH) != l >> 63 || (bits < 64 && l != (l << (64 - bits)) >> (64 - bits))) {
            out.appendNull();
            return new RowError("overflow", "the sum does not fit " + result.sql());
        }
        out.appendLong(l);
        return null;
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
        byte[] sum = sum(slot).toByteArray();
        byte[] state = Arrays.copyOf(new byte[8], 8 + sum.length);
        LittleEndian.LONG.set(state, 0, words.get(slot, COUNT));
        System.arraycopy(sum, 0, state, 8, sum.length);
        out.appendBytes(state);
    }

    private void load(int slot, byte[] b) {
        words.set(slot, COUNT, (long) LittleEndian.LONG.get(b, 0));
        BigInteger sum = new BigInteger(b, 8, b.length - 8);
        if (wide) {
            sums[slot] = sum;
        } else {
            words.set(slot, HIGH, sum.shiftRight(64).longValue());
            words.set(slot, LOW, sum.longValue());
        }
    }

    @Override
    public long bytes() {
        return words.bytes() + (wide ? 64L * sums.length : 0);
    }
}
