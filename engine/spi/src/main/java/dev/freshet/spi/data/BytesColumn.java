package dev.freshet.spi.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Byte strings: row {@code i} is {@code data[offsets[i] .. offsets[i + 1])}; text is UTF-8; order is bytewise unsigned. */
public final class BytesColumn implements Column {
    private final byte[] data;
    private final int[] offsets;
    private final long @Nullable [] nulls;
    private final int size;

    /** Takes the arrays without copying; {@code offsets} has at least {@code size + 1} entries. */
    public BytesColumn(byte[] data, int[] offsets, long @Nullable [] nulls, int size) {
        this.data = data;
        this.offsets = offsets;
        this.nulls = nulls;
        this.size = size;
    }

    public byte[] data() {
        return data;
    }

    public int[] offsets() {
        return offsets;
    }

    public long @Nullable [] nulls() {
        return nulls;
    }

    public int start(int row) {
        return offsets[row];
    }

    public int length(int row) {
        return offsets[row + 1] - offsets[row];
    }

    /** A copy of the row's bytes. */
    public byte[] get(int row) {
        return Arrays.copyOfRange(data, offsets[row], offsets[row + 1]);
    }

    public String text(int row) {
        return new String(data, offsets[row], length(row), StandardCharsets.UTF_8);
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
        return isNull(row) ? NULL_HASH : hash(data, offsets[row], offsets[row + 1]);
    }

    /** Hash of a byte range: eight bytes at a time, then the tail. */
    public static int hash(byte[] b, int from, int to) {
        long h = 0x9E3779B97F4A7C15L ^ (to - from);
        int i = from;
        for (; i + 8 <= to; i += 8) {
            h = (h ^ (long) LittleEndian.LONG.get(b, i)) * 0xff51afd7ed558ccdL;
            h ^= h >>> 32;
        }
        long tail = 0;
        for (int shift = 0; i < to; i++, shift += 8) {
            tail |= (b[i] & 0xffL) << shift;
        }
        return Column.mix((h ^ tail) * 0xc4ceb9fe1a85ec53L);
    }

    @Override
    public boolean equal(int row, Column other, int otherRow) {
        BytesColumn o = (BytesColumn) other;
        boolean n = isNull(row);
        if (n || o.isNull(otherRow)) {
            return n == o.isNull(otherRow);
        }
        return Arrays.equals(
                data, offsets[row], offsets[row + 1], o.data, o.offsets[otherRow], o.offsets[otherRow + 1]);
    }

    @Override
    public int compare(int row, Column other, int otherRow) {
        BytesColumn o = (BytesColumn) other;
        boolean n = isNull(row);
        boolean m = o.isNull(otherRow);
        if (n || m) {
            return Boolean.compare(n, m);
        }
        return Arrays.compareUnsigned(
                data, offsets[row], offsets[row + 1], o.data, o.offsets[otherRow], o.offsets[otherRow + 1]);
    }

    @Override
    public BytesColumn gather(int[] rows, int count) {
        int[] offs = new int[count + 1];
        for (int i = 0; i < count; i++) {
            offs[i + 1] = Math.addExact(offs[i], length(rows[i]));
        }
        byte[] out = new byte[offs[count]];
        for (int i = 0; i < count; i++) {
            System.arraycopy(data, offsets[rows[i]], out, offs[i], offs[i + 1] - offs[i]);
        }
        return new BytesColumn(out, offs, Column.gatherBits(nulls, rows, count), count);
    }

    @Override
    public long bytes() {
        return 4L * size + offsets[size] - offsets[0];
    }
}
