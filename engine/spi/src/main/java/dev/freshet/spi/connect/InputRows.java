package dev.freshet.spi.connect;

import dev.freshet.spi.data.ColumnBatch;
import org.jspecify.annotations.Nullable;

/**
 * Rows for one table in order of arrival; the last one for a key wins. {@code rows} carries no weights, {@code ops} holds
 * one {@link Op#code} per row (null: all UPSERT). The array is not to be written after construction.
 */
public final class InputRows {
    private final String table;
    private final ColumnBatch rows;
    private final byte @Nullable [] ops;

    public InputRows(String table, ColumnBatch rows, byte @Nullable [] ops) {
        if (ops != null && ops.length < rows.size()) {
            throw new IllegalArgumentException(ops.length + " operations for " + rows.size() + " rows");
        }
        this.table = table;
        this.rows = rows;
        this.ops = ops;
    }

    public String table() {
        return table;
    }

    public ColumnBatch rows() {
        return rows;
    }

    public Op op(int row) {
        return ops == null ? Op.UPSERT : Op.of(ops[row]);
    }

    public byte @Nullable [] ops() {
        return ops;
    }
}
