package dev.freshet.shell.sql;

import dev.freshet.core.plan.OrderedQuery;
import dev.freshet.core.read.OrderedRows;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rows to print: {@code order} names the batch's rows one by one; columns beyond the schema's are not shown. */
record Result(Schema schema, ColumnBatch rows, int[] order) {
    static Result of(OrderedQuery query, OrderedRows answer) {
        return new Result(query.schema(), answer.rows(), answer.order());
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
