package dev.freshet.core.plan;

import dev.freshet.spi.data.DataType;
import java.util.List;

/**
 * One aggregate of a GROUP BY over columns of the input.
 *
 * @param function {@code count_star, count, sum, avg, min, max, …}
 * @param arguments input columns
 * @param distinct each distinct argument counts once
 * @param filter a Bool column that must be true, or -1
 * @param type of the result; SUM of Int is Decimal(38,0) or BIGINT as PostgreSQL's
 */
public record AggregateCall(String function, List<Integer> arguments, boolean distinct, int filter, DataType type) {
    public AggregateCall {
        arguments = List.copyOf(arguments);
    }
}
