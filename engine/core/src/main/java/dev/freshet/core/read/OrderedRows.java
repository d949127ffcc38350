package dev.freshet.core.read;

import dev.freshet.core.plan.OrderedQuery;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Rows one by one: {@code order} names positions in the batch, each as often as the row stands there. */
public record OrderedRows(ColumnBatch rows, int[] order) {
    /** The rows of a query in its order, cut by its offset and limit. Ties of a cut stand in the order of all columns. */
    static OrderedRows of(OrderedQuery query, ColumnBatch rows) {
        int[] copies = copies(rows);
        if (!query.order().isEmpty()) {
            copies = sorted(query, rows, copies);
        }
        int from = (int) Math.min(query.offset(), copies.length);
        int to = query.limit() < 0 ? copies.length : (int) Math.min(copies.length, from + query.limit());
        return new OrderedRows(rows, Arrays.copyOfRange(copies, from, to));
    }

    private static int[] copies(ColumnBatch rows) {
        return IntStream.range(0, rows.size())
                .flatMap(i -> IntStream.range(0, Math.toIntExact(Math.max(0, rows.weight(i))))
                        .map(_ -> i))
                .toArray();
    }

    private static int[] sorted(OrderedQuery query, ColumnBatch rows, int[] copies) {
        Comparator<Integer> by = (_, _) -> 0;
        for (OrderedQuery.Key key : query.order()) {
            by = by.thenComparing(comparator(rows.column(key.column()), key.descending(), key.nullsFirst()));
        }
        if (query.limit() >= 0 || query.offset() > 0) {
            for (int c = 0; c < query.schema().size(); c++) {
                by = by.thenComparing(comparator(rows.column(c), false, false));
            }
        }
        return Arrays.stream(copies)
                .boxed()
                .sorted(by)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static Comparator<Integer> comparator(Column column, boolean descending, boolean nullsFirst) {
        return (a, b) -> {
            boolean nullA = column.isNull(a);
            boolean nullB = column.isNull(b);
            if (nullA || nullB) {
                return nullA == nullB ? 0 : nullA == nullsFirst ? -1 : 1;
            }
            int c = column.compare(a, column, b);
            return descending ? -c : c;
        };
    }
}
