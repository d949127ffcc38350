package dev.freshet.core.trace;

import dev.freshet.spi.data.BytesColumn;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.DecimalColumn;
import dev.freshet.spi.data.DoubleColumn;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Type;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Values of one column by slot, overwritten in place. The mutable counterpart of {@link Column}. */
abstract sealed class SlotColumn {
    private long @Nullable [] nulls;

    static SlotColumn of(Type type) {
        return switch (type) {
            case Type.Bool _, Type.Int _, Type.Date _, Type.Time _, Type.Timestamp _, Type.Interval _ -> new Longs();
            case Type.Decimal d -> d.isLong() ? new Longs() : new Decimals();
            case Type.Real _, Type.Double _ -> new Doubles();
            case Type.Text _, Type.Bytes _, Type.Uuid _, Type.Variant _, Type.Vector _ -> new ByteStrings();
            case Type.Array _, Type.MapOf _, Type.Row _ -> new Nested(type);
        };
    }

    final boolean isNull(int slot) {
        return nulls != null && slot >> 6 < nulls.length && Column.bit(nulls, slot);
    }

    final void set(int slot, Column source, int row) {
        boolean isNull = source.isNull(row);
        mark(slot, isNull);
        if (!isNull) {
            put(slot, source, row);
        }
    }

    private void mark(int slot, boolean isNull) {
        if (isNull) {
            int words = Column.words(slot + 1);
            long[] n = nulls == null ? new long[words] : nulls;
            if (words > n.length) {
                n = Arrays.copyOf(n, Math.max(words, n.length * 2));
            }
            Column.set(n, slot);
            nulls = n;
        } else if (isNull(slot)) {
            long[] n = nulls;
            if (n != null) {
                n[slot >> 6] &= ~(1L << slot);
            }
        }
    }

    final boolean equal(int slot, Column other, int row) {
        boolean n = isNull(slot);
        return n == other.isNull(row) && (n || same(slot, other, row));
    }

    /** Order of two slots, NULL last. */
    final int compare(int a, int b) {
        boolean n = isNull(a);
        boolean m = isNull(b);
        return n || m ? Boolean.compare(n, m) : order(a, this, b);
    }

    /** Order of a slot and one of another column of the same kind; neither is NULL. */
    final int compare(int a, SlotColumn other, int b) {
        return order(a, other, b);
    }

    final void appendTo(ColumnBuilder out, int slot) {
        if (isNull(slot)) {
            out.appendNull();
        } else {
            append(out, slot);
        }
    }

    final long @Nullable [] gatherNulls(int[] slots, int count) {
        if (nulls == null) {
            return null;
        }
        long[] out = new long[Column.words(count)];
        boolean any = false;
        for (int i = 0; i < count; i++) {
            if (isNull(slots[i])) {
                Column.set(out, i);
                any = true;
            }
        }
        return any ? out : null;
    }

    /** Only for columns of 64-bit integers. */
    long longAt(int slot) {
        throw new UnsupportedOperationException("not a column of integers: " + slot);
    }

    abstract void put(int slot, Column source, int row);

    abstract boolean same(int slot, Column other, int row);

    abstract int order(int a, SlotColumn other, int b);

    abstract void append(ColumnBuilder out, int slot);

    abstract Column gather(int[] slots, int count);

    /** The slot is free: what it holds may be dropped. */
    void clear(int slot) {}

    abstract void grow(int capacity);

    abstract long bytes();

    static final class Longs extends SlotColumn {
        private long[] values = new long[16];

        @Override
        long longAt(int slot) {
            return values[slot];
        }

        @Override
        void put(int slot, Column source, int row) {
            values[slot] = ((LongColumn) source).get(row);
        }

        @Override
        boolean same(int slot, Column other, int row) {
            return values[slot] == ((LongColumn) other).get(row);
        }

        @Override
        int order(int a, SlotColumn other, int b) {
            return Long.compare(values[a], ((Longs) other).values[b]);
        }

        @Override
        void append(ColumnBuilder out, int slot) {
            out.appendLong(values[slot]);
        }

        @Override
        Column gather(int[] slots, int count) {
            long[] out = new long[count];
            for (int i = 0; i < count; i++) {
                out[i] = values[slots[i]];
            }
            return new LongColumn(out, gatherNulls(slots, count), count);
        }

        @Override
        void grow(int capacity) {
            values = Arrays.copyOf(values, capacity);
        }

        @Override
        long bytes() {
            return 8L * values.length;
        }
    }

    static final class Doubles extends SlotColumn {
        private double[] values = new double[16];

        @Override
        void put(int slot, Column source, int row) {
            values[slot] = ((DoubleColumn) source).get(row);
        }

        @Override
        boolean same(int slot, Column other, int row) {
            return DoubleColumn.compare(values[slot], ((DoubleColumn) other).get(row)) == 0;
        }

        @Override
        int order(int a, SlotColumn other, int b) {
            return DoubleColumn.compare(values[a], ((Doubles) other).values[b]);
        }

        @Override
        void append(ColumnBuilder out, int slot) {
            out.appendDouble(values[slot]);
        }

        @Override
        Column gather(int[] slots, int count) {
            double[] out = new double[count];
            for (int i = 0; i < count; i++) {
                out[i] = values[slots[i]];
            }
            return new DoubleColumn(out, gatherNulls(slots, count), count);
        }

        @Override
        void grow(int capacity) {
            values = Arrays.copyOf(values, capacity);
        }

        @Override
        long bytes() {
            return 8L * values.length;
        }
    }

    static final class Decimals extends SlotColumn {
        private long[] high = new long[16];
        private long[] low = new long[16];

        @Override
        void put(int slot, Column source, int row) {
            DecimalColumn d = (DecimalColumn) source;
            high[slot] = d.high(row);
            low[slot] = d.low(row);
        }

        @Override
        boolean same(int slot, Column other, int row) {
            DecimalColumn d = (DecimalColumn) other;
            return high[slot] == d.high(row) && low[slot] == d.low(row);
        }

        @Override
        int order(int a, SlotColumn other, int b) {
            Decimals d = (Decimals) other;
            int c = Long.compare(high[a], d.high[b]);
            return c != 0 ? c : Long.compareUnsigned(low[a], d.low[b]);
        }

        @Override
        void append(ColumnBuilder out, int slot) {
            out.appendDecimal(high[slot], low[slot]);
        }

        @Override
        Column gather(int[] slots, int count) {
            long[] h = new long[count];
            long[] l = new long[count];
            for (int i = 0; i < count; i++) {
                h[i] = high[slots[i]];
                l[i] = low[slots[i]];
            }
            return new DecimalColumn(h, l, gatherNulls(slots, count), count);
        }

        @Override
        void grow(int capacity) {
            high = Arrays.copyOf(high, capacity);
            low = Arrays.copyOf(low, capacity);
        }

        @Override
        long bytes() {
            return 16L * high.length;
        }
    }

    /** Byte strings in one heap; what is freed or overwritten is garbage until more than half of the heap is. */
    static final class ByteStrings extends SlotColumn {
        private static final int MIN_GARBAGE = 1 << 16;

        private byte[] heap = new byte[256];
        private int used;
        private int garbage;
        private int[] start = new int[16];
        private int[] length = new int[16];

        @Override
        void put(int slot, Column source, int row) {
            BytesColumn b = (BytesColumn) source;
            int n = b.length(row);
            garbage += length[slot];
            length[slot] = 0;
            room(n);
            System.arraycopy(b.data(), b.start(row), heap, used, n);
            start[slot] = used;
            length[slot] = n;
            used += n;
        }

        private void room(int n) {
            if ((long) used + n > heap.length && garbage > MIN_GARBAGE && garbage > used / 2) {
                compact();
            }
            if ((long) used + n > heap.length) {
                long wanted = Math.max((long) used + n, heap.length + (heap.length >> 1));
                heap = Arrays.copyOf(heap, (int) Math.min(Math.max(wanted, used + (long) n), Integer.MAX_VALUE - 16));
            }
        }

        private void compact() {
            byte[] fresh = new byte[heap.length];
            int at = 0;
            for (int s = 0; s < start.length; s++) {
                System.arraycopy(heap, start[s], fresh, at, length[s]);
                start[s] = at;
                at += length[s];
            }
            heap = fresh;
            used = at;
            garbage = 0;
        }

        @Override
        void clear(int slot) {
            garbage += length[slot];
            length[slot] = 0;
        }

        @Override
        boolean same(int slot, Column other, int row) {
            BytesColumn b = (BytesColumn) other;
            int n = length[slot];
            return n == b.length(row)
                    && Arrays.equals(heap, start[slot], start[slot] + n, b.data(), b.start(row), b.start(row) + n);
        }

        @Override
        int order(int a, SlotColumn other, int b) {
            ByteStrings o = (ByteStrings) other;
            return Arrays.compareUnsigned(
                    heap, start[a], start[a] + length[a], o.heap, o.start[b], o.start[b] + o.length[b]);
        }

        @Override
        void append(ColumnBuilder out, int slot) {
            out.appendBytes(heap, start[slot], length[slot]);
        }

        @Override
        Column gather(int[] slots, int count) {
            int[] offsets = new int[count + 1];
            for (int i = 0; i < count; i++) {
                offsets[i + 1] = Math.addExact(offsets[i], isNull(slots[i]) ? 0 : length[slots[i]]);
            }
            byte[] data = new byte[offsets[count]];
            for (int i = 0; i < count; i++) {
                System.arraycopy(heap, start[slots[i]], data, offsets[i], offsets[i + 1] - offsets[i]);
            }
            return new BytesColumn(data, offsets, gatherNulls(slots, count), count);
        }

        @Override
        void grow(int capacity) {
            start = Arrays.copyOf(start, capacity);
            length = Arrays.copyOf(length, capacity);
        }

        @Override
        long bytes() {
            return heap.length + 8L * start.length;
        }
    }

    /** Arrays, maps and rows, one small column per slot: rare, and correctness first. */
    static final class Nested extends SlotColumn {
        private final Type type;
        private @Nullable Column[] values = new Column[16];

        Nested(Type type) {
            this.type = type;
        }

        private Column value(int slot) {
            Column v = values[slot];
            if (v == null) {
                throw new IllegalStateException("slot " + slot + " is empty");
            }
            return v;
        }

        @Override
        void put(int slot, Column source, int row) {
            values[slot] = source.gather(new int[] {row}, 1);
        }

        @Override
        boolean same(int slot, Column other, int row) {
            return value(slot).equal(0, other, row);
        }

        @Override
        int order(int a, SlotColumn other, int b) {
            return value(a).compare(0, ((Nested) other).value(b), 0);
        }

        @Override
        void append(ColumnBuilder out, int slot) {
            out.append(value(slot), 0);
        }

        @Override
        Column gather(int[] slots, int count) {
            ColumnBuilder out = ColumnBuilder.of(type);
            for (int i = 0; i < count; i++) {
                appendTo(out, slots[i]);
            }
            return out.build();
        }

        @Override
        void clear(int slot) {
            values[slot] = null;
        }

        @Override
        void grow(int capacity) {
            values = Arrays.copyOf(values, capacity);
        }

        @Override
        long bytes() {
            long n = 8L * values.length;
            for (Column c : values) {
                n += c == null ? 0 : c.bytes() + 48;
            }
            return n;
        }
    }
}
