package dev.freshet.core.aggregate;

import dev.freshet.core.plan.AggregateCall;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.error.RowError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** MODE, ARG_MIN, ARG_MAX, FIRST, LAST: one column of the first or last row in an order. */
final class PickAccumulator extends RankedAccumulator {
    private final int column;
    private final boolean last;

    private PickAccumulator(
            List<Type> types, List<AggregateCall.Order> order, boolean mostFirst, int required, boolean last) {
        super(types, order, mostFirst, required);
        this.column = 0;
        this.last = last;
    }

    /** The most frequent value, of several the first in the order. */
    static PickAccumulator mode(List<Type> types, List<AggregateCall.Order> order) {
        return new PickAccumulator(types, order, true, 0, false);
    }

    /** The value where the key is least or greatest; NULL counts as the smallest value, rows without a key do not count. */
    static PickAccumulator arg(List<Type> types, boolean greatest) {
        List<AggregateCall.Order> order =
                List.of(new AggregateCall.Order(1, false, false), new AggregateCall.Order(0, false, true));
        return new PickAccumulator(types, order, false, 1, greatest);
    }

    /** The value of the first or last row in the order, NULLs included; ties are broken by the value. */
    static PickAccumulator edge(List<Type> types, List<AggregateCall.Order> order, boolean last) {
        return new PickAccumulator(types, order, false, -1, last);
    }

    @Override
    public @Nullable RowError result(int slot, ColumnBuilder out) {
        int row = last ? rows.last(slot) : rows.first(slot);
        if (row < 0) {
            out.appendNull();
        } else {
            out.append(rows.row(row).get(column), 0);
        }
        return null;
    }
}
