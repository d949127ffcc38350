package dev.freshet.core.aggregate;

import dev.freshet.core.plan.AggregateCall;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.DoubleColumn;
import dev.freshet.spi.data.ListColumn;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.error.RowError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * PERCENTILE_CONT and PERCENTILE_DISC: arguments are the fraction (or an array of them), the same in all rows, and the value.
 * Ranks are found in the ordered rows.
 */
final class PercentileAccumulator extends RankedAccumulator {
    private final boolean continuous;

    PercentileAccumulator(List<Type> types, List<AggregateCall.Order> order, boolean continuous) {
        super(types, order, false, 1);
        this.continuous = continuous;
    }

    @Override
    public @Nullable RowError result(int slot, ColumnBuilder out) {
        long n = rows.total(slot);
        if (n == 0) {
            out.appendNull();
            return null;
        }
        Column fraction = rows.row(rows.first(slot)).getFirst();
        if (fraction.isNull(0)) {
            out.appendNull();
            return null;
        }
        if (fraction instanceof ListColumn list) {
            return several(slot, list, (ColumnBuilder.Lists) out);
        }
        return one(slot, ((DoubleColumn) fraction).get(0), out);
    }

    private @Nullable RowError several(int slot, ListColumn fractions, ColumnBuilder.Lists out) {
        RowError error = null;
        for (int i = fractions.start(0); i < fractions.end(0); i++) {
            if (fractions.elements().isNull(i)) {
                out.elements().appendNull();
            } else {
                RowError e = one(slot, ((DoubleColumn) fractions.elements()).get(i), out.elements());
                error = error == null ? e : error;
            }
        }
        out.endList();
        return error;
    }

    private @Nullable RowError one(int slot, double fraction, ColumnBuilder out) {
        if (!(fraction >= 0 && fraction <= 1)) {
            out.appendNull();
            return new RowError("bad_value", "percentile value " + fraction + " is not between 0 and 1");
        }
        long n = rows.total(slot);
        if (!continuous) {
            long rank = Math.max(0, (long) Math.ceil(fraction * n) - 1);
            out.append(value(slot, rank), 0);
            return null;
        }
        double at = fraction * (n - 1);
        long low = (long) Math.floor(at);
        long high = (long) Math.ceil(at);
        interpolate(value(slot, low), low == high ? null : value(slot, high), at - low, out);
        return null;
    }

    private Column value(int slot, long rank) {
        return rows.row(rows.at(slot, rank)).get(1);
    }

    private static void interpolate(Column low, @Nullable Column high, double part, ColumnBuilder out) {
        if (high == null) {
            out.append(low, 0);
        } else if (low instanceof LongColumn l) {
            long a = l.get(0);
            out.appendLong(a + Math.round((((LongColumn) high).get(0) - a) * part));
        } else {
            double a = ((DoubleColumn) low).get(0);
            out.appendDouble(a + part * (((DoubleColumn) high).get(0) - a));
        }
    }
}
