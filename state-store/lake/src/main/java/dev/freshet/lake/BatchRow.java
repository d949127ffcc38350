package dev.freshet.lake;

import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import java.util.Arrays;
import org.apache.iceberg.StructLike;

/** A window on one row of a batch in the order of a table's columns, moved by {@link #at}. Columns unknown to the batch are NULL. */
final class BatchRow implements StructLike {
    static final int EPOCH = -2;
    static final int WEIGHT = -3;

    private final LakeCells.Cell[] cells;
    private int row;

    /** {@code sources} says per table column where it comes from: a batch column, {@link #EPOCH}, {@link #WEIGHT}, -1 none. */
    BatchRow(long epoch, ColumnBatch batch, Schema schema, int[] sources) {
        cells = new LakeCells.Cell[sources.length];
        Arrays.setAll(cells, i -> switch (sources[i]) {
            case EPOCH -> _ -> epoch;
            case WEIGHT -> batch::weight;
            case -1 -> _ -> null;
            default -> LakeCells.of(schema.type(sources[i]), batch.column(sources[i]));
        });
    }

    BatchRow at(int index) {
        row = index;
        return this;
    }

    @Override
    public int size() {
        return cells.length;
    }

    @Override
    public <T> T get(int pos, Class<T> javaClass) {
        return LakeCells.cast(javaClass, cells[pos].at(row));
    }

    @Override
    public <T> void set(int pos, T value) {
        throw new UnsupportedOperationException("read only");
    }
}
