package dev.freshet.spi.data;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Appends rows of a schema, column by column or boxed. Not thread-safe. */
public final class BatchBuilder {
    private final Schema schema;
    private final ColumnBuilder[] columns;
    private long @Nullable [] weights;
    private int size;

    public BatchBuilder(Schema schema) {
        this.schema = schema;
        this.columns = schema.fields().stream()
                .map(f -> ColumnBuilder.of(f.type().type()))
                .toArray(ColumnBuilder[]::new);
    }

    /** Where the values of column {@code i} go; every column gets one value before {@link #endRow}. */
    public ColumnBuilder column(int i) {
        return columns[i];
    }

    public int size() {
        return size;
    }

    public void endRow() {
        endRow(1);
    }

    public void endRow(long weight) {
        if (weight != 1 && weights == null) {
            weights = new long[Math.max(16, size + 1)];
            Arrays.fill(weights, 0, size, 1L);
        }
        if (weights != null) {
            if (size == weights.length) {
                weights = Arrays.copyOf(weights, ColumnBuilder.grown(size, size + 1));
            }
            weights[size] = weight;
        }
        size++;
    }

    /** Copies one row of a batch with the same physical columns. */
    public void append(ColumnBatch source, int row, long weight) {
        for (int c = 0; c < columns.length; c++) {
            columns[c].append(source.column(c), row);
        }
        endRow(weight);
    }

    /** Appends boxed values as {@link Values} describes them; for tests, tools and slow paths. */
    public BatchBuilder row(long weight, @Nullable Object... values) {
        if (values.length != columns.length) {
            throw new IllegalArgumentException(values.length + " values for " + columns.length + " columns");
        }
        for (int c = 0; c < values.length; c++) {
            Values.append(schema.type(c), columns[c], values[c]);
        }
        endRow(weight);
        return this;
    }

    /** What was appended; the builder is empty afterwards. */
    public ColumnBatch build() {
        ColumnBatch batch =
                new ColumnBatch(Arrays.stream(columns).map(ColumnBuilder::build).toList(), weights, size);
        weights = null;
        size = 0;
        return batch;
    }
}
