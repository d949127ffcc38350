package dev.freshet.spi.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows in columns, each with a signed weight: a piece of a ZSet, not necessarily consolidated (a row may stand in it
 * twice, and weights may cancel). Immutable; the order of rows has no meaning except in source intakes, where it is the
 * order of arrival.
 */
public final class ColumnBatch {
    private final List<Column> columns;
    private final Column[] array;
    private final long @Nullable [] weights;
    private final int size;

    /** {@code weights} null means +1 for every row; arrays are taken without copying. */
    public ColumnBatch(List<Column> columns, long @Nullable [] weights, int size) {
        this.columns = List.copyOf(columns);
        this.array = columns.toArray(Column[]::new);
        this.weights = weights;
        this.size = size;
        for (Column c : columns) {
            if (c.size() != size) {
                throw new IllegalArgumentException("column of " + c.size() + " rows in a batch of " + size);
            }
        }
    }

    public static ColumnBatch empty(Schema schema) {
        return new BatchBuilder(schema).build();
    }

    /** The rows of all batches, which have the same physical columns, in order; at least one batch. */
    public static ColumnBatch concat(List<ColumnBatch> parts) {
        return Concatenation.of(parts);
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public List<Column> columns() {
        return columns;
    }

    public Column column(int i) {
        return array[i];
    }

    public long weight(int row) {
        return weights == null ? 1 : weights[row];
    }

    /** The weights themselves, or null when all are +1; not to be written. */
    public long @Nullable [] weights() {
        return weights;
    }

    public ColumnBatch withWeights(long @Nullable [] newWeights) {
        return new ColumnBatch(columns, newWeights, size);
    }

    public ColumnBatch withColumns(List<Column> newColumns) {
        return new ColumnBatch(newColumns, weights, size);
    }

    /** The rows {@code rows[0..count)} with their weights. */
    public ColumnBatch gather(int[] rows, int count) {
        long[] w = null;
        if (weights != null) {
            w = new long[count];
            for (int i = 0; i < count; i++) {
                w[i] = weights[rows[i]];
            }
        }
        return new ColumnBatch(columns.stream().map(c -> c.gather(rows, count)).toList(), w, count);
    }

    public ColumnBatch negated() {
        long[] w = new long[size];
        for (int i = 0; i < size; i++) {
            w[i] = -weight(i);
        }
        return withWeights(w);
    }

    public long bytes() {
        long n = weights == null ? 0 : 8L * size;
        for (Column c : columns) {
            n += c.bytes();
        }
        return n;
    }
}
