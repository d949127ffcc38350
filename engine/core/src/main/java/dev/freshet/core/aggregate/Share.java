package dev.freshet.core.aggregate;

import dev.freshet.core.plan.AggregateCall;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.StructColumn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one accumulator takes of a batch: its argument, and the weights of the rows that its filter lets through. */
public record Share(Accumulator accumulator, @Nullable Column argument, long[] weights) {
    /** One per call; {@code weights} has one for each row of {@code in}. */
    public static List<Share> of(
            List<AggregateCall> calls, List<Accumulator> accumulators, ColumnBatch in, long[] weights) {
        List<Share> out = new ArrayList<>(calls.size());
        for (int k = 0; k < calls.size(); k++) {
            AggregateCall call = calls.get(k);
            long[] w = call.filter() < 0 ? weights : filtered(weights, (LongColumn) in.column(call.filter()));
            out.add(new Share(accumulators.get(k), argument(call, in), w));
        }
        return out;
    }

    /** Adds the rows {@code from…to} to the groups {@code slots}. */
    public void add(int[] slots, int from, int to) {
        accumulator.add(slots, argument, weights, from, to);
    }

    private static @Nullable Column argument(AggregateCall call, ColumnBatch in) {
        if (Accumulators.takesRow(call)) {
            List<Column> columns =
                    Accumulators.columns(call).stream().map(in::column).toList();
            return new StructColumn(columns, null, in.size());
        }
        return call.arguments().isEmpty() ? null : in.column(call.arguments().get(0));
    }

    private static long[] filtered(long[] weights, LongColumn filter) {
        long[] out = new long[filter.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = !filter.isNull(i) && filter.get(i) != 0 ? weights[i] : 0;
        }
        return out;
    }
}
