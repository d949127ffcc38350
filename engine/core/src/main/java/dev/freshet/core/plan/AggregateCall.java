package dev.freshet.core.plan;

import dev.freshet.spi.data.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One aggregate of a GROUP BY over columns of the input.
 *
 * @param function {@code count_star, count, sum, avg, min, max, …}: the registry in {@code core.aggregate} has them all
 * @param arguments input columns
 * @param distinct each distinct argument counts once
 * @param filter a Bool column that must be true, or -1
 * @param type of the result; SUM of Int is Decimal(38,0) or BIGINT as PostgreSQL's
 * @param order in which an ordered aggregate takes its rows; ties go by the arguments, so that the rows alone decide
 */
public record AggregateCall(
        String function, List<Integer> arguments, boolean distinct, int filter, DataType type, List<Order> order) {
    /** A sort key: an input column, its direction, and where NULLs go. */
    public record Order(int column, boolean descending, boolean nullsFirst) {}

    public AggregateCall {
        arguments = List.copyOf(arguments);
        order = copy(order);
    }

    public AggregateCall(String function, List<Integer> arguments, boolean distinct, int filter, DataType type) {
        this(function, arguments, distinct, filter, type, List.of());
    }

    /** Plans that were stored before there was an order have none. */
    private static List<Order> copy(@Nullable List<Order> order) {
        return order == null ? List.of() : List.copyOf(order);
    }
}
