package dev.freshet.spi.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows as values: one column per field, all of the same size. */
public final class StructColumn implements Column {
    private final List<Column> fields;
    private final long @Nullable [] nulls;
    private final int size;

    public StructColumn(List<Column> fields, long @Nullable [] nulls, int size) {
        this.fields = List.copyOf(fields);
        this.nulls = nulls;
        this.size = size;
    }

    public List<Column> fields() {
        return fields;
    }

    public long @Nullable [] nulls() {
        return nulls;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean isNull(int row) {
        return nulls != null && Column.bit(nulls, row);
    }

    @Override
    public boolean mayHaveNulls() {
        return nulls != null;
    }

    @Override
    public int hash(int row) {
        if (isNull(row)) {
            return NULL_HASH;
        }
        long h = fields.size();
        for (Column f : fields) {
            h = h * 31 + f.hash(row);
        }
        return Column.mix(h);
    }

    @Override
    public boolean equal(int row, Column other, int otherRow) {
        return compare(row, other, otherRow) == 0;
    }

    @Override
    public int compare(int row, Column other, int otherRow) {
        StructColumn o = (StructColumn) other;
        boolean n = isNull(row);
        boolean m = o.isNull(otherRow);
        if (n || m) {
            return Boolean.compare(n, m);
        }
        for (int i = 0; i < fields.size(); i++) {
            int c = fields.get(i).compare(row, o.fields.get(i), otherRow);
            if (c != 0) {
                return c;
            }
        }
        return 0;
    }

    @Override
    public StructColumn gather(int[] rows, int count) {
        return new StructColumn(
                fields.stream().map(f -> f.gather(rows, count)).toList(), Column.gatherBits(nulls, rows, count), count);
    }

    @Override
    public long bytes() {
        return fields.stream().mapToLong(Column::bytes).sum();
    }
}
