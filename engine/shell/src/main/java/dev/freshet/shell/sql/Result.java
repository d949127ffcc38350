package dev.freshet.shell.sql;

import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.sql.query.OrderedQuery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Rows to print: {@code order} names the batch's rows one by one; columns beyond the schema's are not shown. */
record Result(Schema schema, ColumnBatch rows, int[] order) {
    /** Rows of a query, each as often as its weight says, ordered and cut. */
    static Result of(OrderedQuery query, ColumnBatch rows) {
        int[] copies = copies(rows);
        if (!query.order().isEmpty()) {
            copies = sorted(query, rows, copies);
        }
        int from = (int) Math.min(query.offset(), copies.length);
        int to = query.limit() < 0 ? copies.length : (int) Math.min(copies.length, from + query.limit());
        return new Result(query.schema(), rows, Arrays.copyOfRange(copies, from, to));
    }

    private static int[] copies(ColumnBatch rows) {
        return IntStream.range(0, rows.size())
                .flatMap(i -> IntStream.range(0, Math.toIntExact(Math.max(0, rows.weight(i))))
                        .map(_ -> i))
                .toArray();
    }

    /** Ties stand in the order of all columns where the rows are cut, so that the answer is the same each time. */
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

    /** Changes with their weights as the last column. */
    static Result changes(Schema schema, ColumnBatch rows) {
        List<Field> fields = new ArrayList<>(schema.fields());
        fields.add(new Field("weight", Type.BIGINT.notNull()));
        List<Column> columns = new ArrayList<>(rows.columns());
        long[] weights = IntStream.range(0, rows.size()).mapToLong(rows::weight).toArray();
        columns.add(new LongColumn(weights, null, weights.length));
        return new Result(
                new Schema(fields, List.of()),
                new ColumnBatch(columns, null, rows.size()),
                IntStream.range(0, rows.size()).toArray());
    }
}
