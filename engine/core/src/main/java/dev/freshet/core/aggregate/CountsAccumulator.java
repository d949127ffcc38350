package dev.freshet.core.aggregate;

import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.LittleEndian;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.error.RowError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * BOOL_AND, BOOL_OR, COUNTIF, BIT_AND, BIT_OR, BIT_XOR: how many rows have each bit set, so that a retraction is a
 * subtraction. A boolean is one bit.
 */
final class CountsAccumulator extends StateAccumulator<long[]> {
    enum Kind {
        AND,
        OR,
        XOR,
        COUNT
    }

    private final Kind kind;
    private final int bits;

    CountsAccumulator(Kind kind, int bits) {
        super(false);
        this.kind = kind;
        this.bits = bits;
    }

    /** The last entry is the number of rows. */
    @Override
    protected long[] empty() {
        return new long[bits + 1];
    }

    @Override
    protected void add(long[] state, List<Column> arguments, int row, long weight) {
        long value = ((LongColumn) arguments.getFirst()).get(row);
        state[bits] += weight;
        for (int b = 0; b < bits; b++) {
            if ((value >>> b & 1) != 0) {
                state[b] += weight;
            }
        }
    }

    @Override
    protected @Nullable RowError result(long[] state, ColumnBuilder out) {
        if (kind == Kind.COUNT) {
            out.appendLong(state[0]);
        } else if (state[bits] == 0) {
            out.appendNull();
        } else {
            out.appendLong(folded(state));
        }
        return null;
    }

    private long folded(long[] state) {
        long value = 0;
        for (int b = 0; b < bits; b++) {
            boolean set = switch (kind) {
                case AND -> state[b] == state[bits];
                case XOR -> (state[b] & 1) != 0;
                default -> state[b] > 0;
            };
            value |= set ? 1L << b : 0;
        }
        // Narrow integers are kept sign-extended.
        return bits == 1 ? value : value << (64 - bits) >> (64 - bits);
    }

    @Override
    protected byte[] save(long[] state) {
        byte[] out = new byte[8 * state.length];
        for (int i = 0; i < state.length; i++) {
            LittleEndian.LONG.set(out, 8 * i, state[i]);
        }
        return out;
    }

    @Override
    protected long[] load(byte[] saved) {
        long[] state = empty();
        for (int i = 0; i < state.length; i++) {
            state[i] = (long) LittleEndian.LONG.get(saved, 8 * i);
        }
        return state;
    }
}
