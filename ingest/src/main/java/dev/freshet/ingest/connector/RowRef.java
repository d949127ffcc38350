package dev.freshet.ingest.connector;

import dev.freshet.spi.data.ColumnBatch;

/** Some columns of a row of a batch, compared by value: a key for maps. */
public final class RowRef {
    private final ColumnBatch batch;
    private final int row;
    private final int[] columns;
    private final int hash;

    /** {@code columns} is not copied and the same for all that are compared. */
    public RowRef(ColumnBatch batch, int row, int[] columns) {
        this.batch = batch;
        this.row = row;
        this.columns = columns;
        int h = 1;
        for (int c : columns) {
            h = h * 31 + batch.column(c).hash(row);
        }
        this.hash = h;
    }

    public ColumnBatch batch() {
        return batch;
    }

    public int row() {
        return row;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof RowRef o) || o.hash != hash) {
            return false;
        }
        for (int c : columns) {
            if (!batch.column(c).equal(row, o.batch.column(c), o.row)) {
                return false;
            }
        }
        return true;
    }
}
