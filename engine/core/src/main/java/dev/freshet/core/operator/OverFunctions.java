package dev.freshet.core.operator;

import dev.freshet.core.aggregate.Accumulator;
import dev.freshet.core.aggregate.Accumulators;
import dev.freshet.core.plan.AggregateCall;
import dev.freshet.core.plan.SortKey;
import dev.freshet.core.plan.WindowCall;
import dev.freshet.spi.data.Schema;
import java.util.List;

/** From a call in the plan to its function. */
final class OverFunctions {
    private OverFunctions() {}

    /** {@code forgetting} says whether {@link OverFunction#forget} will be called. */
    static OverFunction of(WindowCall call, Schema input, List<SortKey> order, boolean forgetting) {
        OverFrame frame = new OverFrame(call.frame(), order);
        return switch (call.function()) {
            case "row_number" -> new OverFunction.RowNumber();
            case "rank" -> new OverFunction.Rank();
            case "dense_rank" -> new OverFunction.DenseRank();
            case "percent_rank" -> new OverFunction.PercentRank();
            case "cume_dist" -> new OverFunction.CumeDist();
            case "session_start", "session_end" ->
                new OverSession(
                        call.arguments().get(0),
                        call.constants().get(0),
                        call.function().equals("session_end"));
            case "ntile" -> new OverFunction.Ntile(call.constants().get(0));
            case "lag" -> neighbour(call, -1);
            case "lead" -> neighbour(call, 1);
            case "first_value" -> value(call, frame, 1, false);
            case "last_value" -> value(call, frame, 1, true);
            case "nth_value" -> value(call, frame, call.constants().get(1), false);
            default -> aggregate(call, input, order, frame, forgetting);
        };
    }

    private static OverFunction neighbour(WindowCall call, int direction) {
        long offset = call.arguments().size() > 1 ? call.constants().get(1) : 1;
        int fallback = call.arguments().size() > 2 ? call.arguments().get(2) : -1;
        return new OverFunction.Neighbour(call.arguments().get(0), direction * offset, fallback, call.ignoreNulls());
    }

    private static OverFunction value(WindowCall call, OverFrame frame, long nth, boolean fromLast) {
        return new OverFunction.FrameValue(frame, call.arguments().get(0), nth, fromLast, call.ignoreNulls());
    }

    /** What collects values takes them in the order of the window. */
    private static OverFunction aggregate(
            WindowCall call, Schema input, List<SortKey> order, OverFrame frame, boolean forgetting) {
        List<AggregateCall.Order> by = call.function().endsWith("_agg")
                ? order.stream()
                        .map(k -> new AggregateCall.Order(k.column(), k.descending(), k.nullsFirst()))
                        .toList()
                : List.of();
        AggregateCall plain =
                new AggregateCall(call.function(), call.arguments(), call.distinct(), call.filter(), call.type(), by);
        Accumulator accumulator = Accumulators.of(plain, input::type, forgetting);
        OverAggregate.Columns columns = new OverAggregate.Columns(
                Accumulators.columns(plain).stream().mapToInt(Integer::intValue).toArray(),
                Accumulators.takesRow(plain),
                call.filter());
        return frame.isWhole()
                ? new OverAggregate.Whole(accumulator, call.type().type(), frame, columns)
                : new OverAggregate(accumulator, frame, columns);
    }
}
