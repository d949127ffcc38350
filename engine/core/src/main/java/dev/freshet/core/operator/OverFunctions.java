package dev.freshet.core.operator;

import dev.freshet.core.aggregate.Accumulator;
import dev.freshet.core.aggregate.Accumulators;
import dev.freshet.core.plan.AggregateCall;
import dev.freshet.core.plan.SortKey;
import dev.freshet.core.plan.WindowCall;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.util.List;

/** From a call in the plan to its function. */
final class OverFunctions {
    private OverFunctions() {}

    static OverFunction of(WindowCall call, Schema input, List<SortKey> order) {
        OverFrame frame = new OverFrame(call.frame(), order);
        return switch (call.function()) {
            case "row_number" -> new OverFunction.RowNumber();
            case "rank" -> new OverFunction.Rank();
            case "dense_rank" -> new OverFunction.DenseRank();
            case "percent_rank" -> new OverFunction.PercentRank();
            case "cume_dist" -> new OverFunction.CumeDist();
            case "ntile" -> new OverFunction.Ntile(call.constants().get(0));
            case "lag" -> neighbour(call, -1);
            case "lead" -> neighbour(call, 1);
            case "first_value" -> value(call, frame, 1, false);
            case "last_value" -> value(call, frame, 1, true);
            case "nth_value" -> value(call, frame, call.constants().get(1), false);
            default -> aggregate(call, input, frame);
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

    private static OverFunction aggregate(WindowCall call, Schema input, OverFrame frame) {
        int argument = call.arguments().isEmpty() ? -1 : call.arguments().get(0);
        Type type = argument < 0 ? Type.BIGINT : input.type(argument);
        Accumulator accumulator = Accumulators.of(
                new AggregateCall(call.function(), call.arguments(), call.distinct(), call.filter(), call.type()), type);
        return frame.isWhole()
                ? new OverAggregate.Whole(accumulator, call.type().type(), frame, argument, call.filter())
                : new OverAggregate(accumulator, frame, argument, call.filter());
    }
}
