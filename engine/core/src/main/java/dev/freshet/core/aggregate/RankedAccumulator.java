package dev.freshet.core.aggregate;

import dev.freshet.core.plan.AggregateCall;
import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Aggregates over the group's rows in an order. The argument is a row of arguments and sort keys. */
abstract class RankedAccumulator extends Accumulator {
    protected final RankedRows rows;
    protected final List<Type> types;
    private final int required;

    /** @param required the column that must not be NULL for a row to count, or -1 */
    RankedAccumulator(List<Type> types, List<AggregateCall.Order> order, boolean mostFirst, int required) {
        this.types = types;
        this.rows = new RankedRows(types, order, mostFirst);
        this.required = required;
    }

    @Override
    public void grow(int capacity) {
        rows.grow(capacity);
    }

    @Override
    public void reset(int slot) {}

    @Override
    public void forget(int slot) {
        rows.forget(slot);
    }

    @Override
    public void add(int[] slots, @Nullable Column argument, long[] weights, int from, int to) {
        if (argument != null) {
            rows.add(slots, StateAccumulator.columns(argument, true), weights, from, to, required);
        }
    }

    @Override
    public void save(StateWriter writer, String tag, int[] slots, int count) {
        rows.save(writer, tag, slots, count);
    }

    @Override
    public void load(StateReader reader, String tag) {
        rows.load(reader, tag);
    }

    @Override
    public long bytes() {
        return rows.bytes();
    }
}
