package dev.freshet.core.aggregate;

import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.spi.data.BytesColumn;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.StructColumn;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.error.RowError;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates that keep one object of constant size per group. Arguments come as one column, or as a row of several.
 *
 * @param <S> a group's state
 */
abstract class StateAccumulator<S> extends Accumulator {
    private @Nullable Object[] states = new Object[16];

    /** The state of an empty group. */
    protected abstract S empty();

    /** Adds one row. */
    protected abstract void add(S state, List<Column> arguments, int row, long weight);

    protected abstract @Nullable RowError result(S state, ColumnBuilder out);

    protected abstract byte[] save(S state);

    protected abstract S load(byte[] saved);

    /** Whether a row with a NULL in any argument is passed over. */
    protected boolean strict() {
        return true;
    }

    static List<Column> columns(Column argument, boolean several) {
        return several && argument instanceof StructColumn s ? s.fields() : List.of(argument);
    }

    private final boolean several;

    StateAccumulator(boolean several) {
        this.several = several;
    }

    @SuppressWarnings("unchecked")
    private S state(int slot) {
        Object s = states[slot];
        if (s == null) {
            s = empty();
            states[slot] = s;
        }
        return (S) s;
    }

    @Override
    public void grow(int capacity) {
        if (capacity > states.length) {
            states = Arrays.copyOf(states, capacity);
        }
    }

    @Override
    public void reset(int slot) {
        states[slot] = null;
    }

    @Override
    public void add(int[] slots, @Nullable Column argument, long[] weights, int from, int to) {
        if (argument == null) {
            return;
        }
        List<Column> arguments = columns(argument, several);
        for (int i = from; i < to; i++) {
            if (weights[i] != 0 && !(strict() && anyNull(arguments, i))) {
                add(state(slots[i]), arguments, i, weights[i]);
            }
        }
    }

    private static boolean anyNull(List<Column> columns, int row) {
        for (Column c : columns) {
            if (c.isNull(row)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public @Nullable RowError result(int slot, ColumnBuilder out) {
        return result(state(slot), out);
    }

    @Override
    public void save(StateWriter writer, String tag, int[] slots, int count) {
        saveEach(writer, tag, Type.BYTES, slots, count, (slot, out) -> out.appendBytes(save(state(slot))));
    }

    @Override
    public void load(StateReader reader, String tag) {
        loadEach(reader, tag, (slot, saved, row) -> states[slot] = load(((BytesColumn) saved).get(row)));
    }

    @Override
    public long bytes() {
        return 128L * states.length;
    }
}
