package dev.freshet.spi.data;

import org.jspecify.annotations.Nullable;

/** Lists: row {@code i} is {@code elements[offsets[i] .. offsets[i + 1])}. A map is a list of (key, value) structs. */
public final class ListColumn implements Column {
    private final int[] offsets;
    private final Column elements;
    private final long @Nullable [] nulls;
    private final int size;

    /** Takes the arrays without copying; {@code offsets} has at least {@code size + 1} entries. */
    public ListColumn(int[] offsets, Column elements, long @Nullable [] nulls, int size) {
        this.offsets = offsets;
        this.elements = elements;
        this.nulls = nulls;
        this.size = size;
    }

    public int start(int row) {
        return offsets[row];
    }

    public int end(int row) {
        return offsets[row + 1];
    }

    public Column elements() {
        return elements;
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
        long h = end(row) - start(row);
        for (int i = start(row); i < end(row); i++) {
            h = h * 31 + elements.hash(i);
        }
        return Column.mix(h);
    }

    @Override
    public boolean equal(int row, Column other, int otherRow) {
        return compare(row, other, otherRow) == 0;
    }

    @Override
    public int compare(int row, Column other, int otherRow) {
        ListColumn o = (ListColumn) other;
        boolean n = isNull(row);
        boolean m = o.isNull(otherRow);
        if (n || m) {
            return Boolean.compare(n, m);
        }
        int len = Math.min(end(row) - start(row), o.end(otherRow) - o.start(otherRow));
        for (int i = 0; i < len; i++) {
            int c = elements.compare(start(row) + i, o.elements, o.start(otherRow) + i);
            if (c != 0) {
                return c;
            }
        }
        return Integer.compare(end(row) - start(row), o.end(otherRow) - o.start(otherRow));
    }

    @Override
    public ListColumn gather(int[] rows, int count) {
        int[] offs = new int[count + 1];
        for (int i = 0; i < count; i++) {
            offs[i + 1] = Math.addExact(offs[i], end(rows[i]) - start(rows[i]));
        }
        int[] inner = new int[offs[count]];
        for (int i = 0, k = 0; i < count; i++) {
            for (int e = start(rows[i]); e < end(rows[i]); e++) {
                inner[k++] = e;
            }
        }
        return new ListColumn(offs, elements.gather(inner, inner.length), Column.gatherBits(nulls, rows, count), count);
    }

    @Override
    public long bytes() {
        return 4L * size + elements.bytes();
    }
}
