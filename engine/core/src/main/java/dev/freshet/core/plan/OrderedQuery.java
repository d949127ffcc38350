package dev.freshet.core.plan;

import dev.freshet.spi.data.Schema;
import java.util.List;

/**
 * A query that is read once. The rows of {@code root} hold the columns of {@code schema}, then values that only the order
 * needs; the order, then {@code offset} and {@code limit} (−1: none) are the reader's business.
 */
public record OrderedQuery(PlanNode root, Schema schema, List<Key> order, long offset, long limit) {
    /** A column of {@code root} by which its rows stand in order. */
    public record Key(int column, boolean descending, boolean nullsFirst) {}

    public OrderedQuery {
        order = List.copyOf(order);
    }
}
