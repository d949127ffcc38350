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

/** Values of one column of {@link SlotRows}, overwritten in place. The mutable counterpart of {@link Column}. */
abstract sealed class SlotColumn {
    final SlotRows rows;
    final int word;
    /** The commonest kind is known without a virtual call. */
    private final boolean isLong = this instanceof Longs;

    private long @Nullable [] nulls;

    private SlotColumn(SlotRows rows, int word) {
        this.rows = rows;
        this.word = word;
    }

    /** @param word the column's first word in a row */
    static SlotColumn of(Type type, SlotRows rows, int word, StateMemory memory) {
        return switch (type) {
            case Type.Bool _, Type.Int _, Type.Date _, Type.Time _, Type.Timestamp _, Type.Interval _ ->
                new Longs(rows, word);
            case Type.Decimal d -> d.isLong() ? new Longs(rows, word) : new Decimals(rows, word);
            case Type.Real _, Type.Double _ -> new Doubles(rows, word);
            case Type.Text _, Type.Bytes _, Type.Uuid _, Type.Variant _, Type.Vector _ ->
                new ByteStrings(rows, word, memory);
            case Type.Array _, Type.MapOf _, Type.Row _ -> new Nested(type, rows, word);
        };
    }

    final boolean isNull(int slot) {
        return nulls != null && slot >> 6 < nulls.length && Column.bit(nulls, slot);
    }

    /** False promises that no slot is NULL. */
    final boolean mayHaveNulls() {
        return nulls != null;
    }

    /** The slot, whose row begins at {@code words[base]}, is fresh or has been {@link #clear}ed. */
    final void set(int slot, long[] words, int base, Column source, int row) {
        if (isLong && source instanceof LongColumn longs && !longs.mayHaveNulls() && nulls == null) {
            words[base + word] = longs.get(row);
            return;
        }
        boolean isNull = source.isNull(row);
        if (isNull || nulls != null) {
            mark(slot, isNull);
        }
        if (!isNull) {
            put(slot, words, base, source, row);
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

    final boolean equal(int slot, long[] words, int base, Column other, int row) {
        if (isLong && other instanceof LongColumn longs && !longs.mayHaveNulls() && nulls == null) {
            return words[base + word] == longs.get(row);
        }
        return equal(slot, other, row);
    }

    final boolean equal(int slot, Column other, int row) {
        boolean n = isNull(slot);
        return n == other.isNull(row) && (n || same(slot, other, row));
    }

    /** Sets those of {@code slots[0..count)} to {@link HashIndex#UNSURE} that differ from {@code other[from…]}. */
    void confirm(int[] slots, int count, Column other, int from) {
        for (int i = 0; i < count; i++) {
            if (slots[i] >= 0 && !equal(slots[i], other, from + i)) {
                slots[i] = HashIndex.UNSURE;
            }
        }
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

    final long value(int slot) {
        return rows.word(slot, word);
    }

    /** Words that the column takes in a row. */
    int words() {
        return 1;
    }

    /** Only for columns of 64-bit integers. */
    long longAt(int slot) {
        throw new UnsupportedOperationException("not a column of integers: " + slot);
    }

    /** Writes a value that is not NULL into the slot's row, which begins at {@code words[base]}. */
    abstract void put(int slot, long[] words, int base, Column source, int row);

    abstract boolean same(int slot, Column other, int row);

    abstract int order(int a, SlotColumn other, int b);

    abstract void append(ColumnBuilder out, int slot);

    abstract Column gather(int[] slots, int count);

    /** The slot is free: what it holds may be dropped. */
    void clear(int slot) {}

    /** Bytes beside the rows. */
    long bytes() {
        return nulls == null ? 0 : 8L * nulls.length;
    }

    static final class Longs extends SlotColumn {
        Longs(SlotRows rows, int word) {
            super(rows, word);
        }

        @Override
        long longAt(int slot) {
            return value(slot);
        }

        @Override
        void put(int slot, long[] words, int base, Column source, int row) {
            words[base + word] = ((LongColumn) source).get(row);
        }

        @Override
        boolean same(int slot, Column other, int row) {
            return value(slot) == ((LongColumn) other).get(row);
        }

        @Override
        void confirm(int[] slots, int count, Column other, int from) {
            if (mayHaveNulls() || other.mayHaveNulls()) {
                super.confirm(slots, count, other, from);
                return;
            }
            long[] wanted = ((LongColumn) other).values();
            for (int i = 0; i < count; i++) {
                if (slots[i] >= 0 && value(slots[i]) != wanted[from + i]) {
                    slots[i] = HashIndex.UNSURE;
                }
            }
        }

        @Override
        int order(int a, SlotColumn other, int b) {
            return Long.compare(value(a), other.value(b));
        }

        @Override
        void append(ColumnBuilder out, int slot) {
            out.appendLong(value(slot));
        }

        @Override
        Column gather(int[] slots, int count) {
            long[] out = new long[count];
            for (int i = 0; i < count; i++) {
                out[i] = value(slots[i]);
            }
            return new LongColumn(out, gatherNulls(slots, count), count);
        }
    }

    static final class Doubles extends SlotColumn {
        Doubles(SlotRows rows, int word) {
            super(rows, word);
        }

        private double number(int slot) {
            return Double.longBitsToDouble(value(slot));
        }

        @Override
        void put(int slot, long[] words, int base, Column source, int row) {
            words[base + word] = Double.doubleToRawLongBits(((DoubleColumn) source).get(row));
        }

        @Override
        boolean same(int slot, Column other, int row) {
            return DoubleColumn.compare(number(slot), ((DoubleColumn) other).get(row)) == 0;
        }

        @Override
        int order(int a, SlotColumn other, int b) {
            return DoubleColumn.compare(number(a), ((Doubles) other).number(b));
        }

        @Override
        void append(ColumnBuilder out, int slot) {
            out.appendDouble(number(slot));
        }

        @Override
        Column gather(int[] slots, int count) {
            double[] out = new double[count];
            for (int i = 0; i < count; i++) {
                out[i] = number(slots[i]);
            }
            return new DoubleColumn(out, gatherNulls(slots, count), count);
        }
    }

    /** The high word, then the low one. */
    static final class Decimals extends SlotColumn {
        Decimals(SlotRows rows, int word) {
            super(rows, word);
        }

        @Override
        int words() {
            return 2;
        }

        private long low(int slot) {
            return rows.word(slot, word + 1);
        }

        @Override
        void put(int slot, long[] words, int base, Column source, int row) {
            DecimalColumn d = (DecimalColumn) source;
            words[base + word] = d.high(row);
            words[base + word + 1] = d.low(row);
        }

        @Override
        boolean same(int slot, Column other, int row) {
            DecimalColumn d = (DecimalColumn) other;
            return value(slot) == d.high(row) && low(slot) == d.low(row);
        }

        @Override
        int order(int a, SlotColumn other, int b) {
            int c = Long.compare(value(a), other.value(b));
            return c != 0 ? c : Long.compareUnsigned(low(a), ((Decimals) other).low(b));
        }

        @Override
        void append(ColumnBuilder out, int slot) {
            out.appendDecimal(value(slot), low(slot));
        }

        @Override
        Column gather(int[] slots, int count) {
            long[] h = new long[count];
            long[] l = new long[count];
            for (int i = 0; i < count; i++) {
                h[i] = value(slots[i]);
                l[i] = low(slots[i]);
            }
            return new DecimalColumn(h, l, gatherNulls(slots, count), count);
        }
    }

    /** Byte strings: a word in the row, and a heap for those that are too long for it. */
    static final class ByteStrings extends SlotColumn {
        private final ByteHeap heap;

        ByteStrings(SlotRows rows, int word, StateMemory memory) {
            super(rows, word);
            heap = new ByteHeap(rows, word, memory);
        }

        @Override
        void put(int slot, long[] words, int base, Column source, int row) {
            words[base + word] = heap.put(slot, (BytesColumn) source, row);
        }

        @Override
        boolean same(int slot, Column other, int row) {
            return heap.equal(value(slot), (BytesColumn) other, row);
        }

        @Override
        void confirm(int[] slots, int count, Column other, int from) {
            if (mayHaveNulls() || other.mayHaveNulls()) {
                super.confirm(slots, count, other, from);
                return;
            }
            BytesColumn wanted = (BytesColumn) other;
            for (int i = 0; i < count; i++) {
                if (slots[i] >= 0 && !heap.equal(value(slots[i]), wanted, from + i)) {
                    slots[i] = HashIndex.UNSURE;
                }
            }
        }

        @Override
        int order(int a, SlotColumn other, int b) {
            return heap.compare(value(a), ((ByteStrings) other).heap, other.value(b));
        }

        @Override
        void append(ColumnBuilder out, int slot) {
            long w = value(slot);
            out.appendBytes(heap.data(w, new byte[8]), heap.start(w), heap.length(w));
        }

        @Override
        Column gather(int[] slots, int count) {
            int[] offsets = new int[count + 1];
            for (int i = 0; i < count; i++) {
                int length = isNull(slots[i]) ? 0 : heap.length(value(slots[i]));
                offsets[i + 1] = Math.addExact(offsets[i], length);
            }
            byte[] data = new byte[offsets[count]];
            for (int i = 0; i < count; i++) {
                int length = offsets[i + 1] - offsets[i];
                if (length > 0) {
                    heap.copy(value(slots[i]), data, offsets[i], length);
                }
            }
            return new BytesColumn(data, offsets, gatherNulls(slots, count), count);
        }

        /** A NULL leaves the word of an empty string, so that it can be cleared like any other. */
        @Override
        void clear(int slot) {
            heap.free(slot);
        }

        @Override
        long bytes() {
            return super.bytes() + heap.bytes();
        }
    }

    /** Arrays, maps and rows, one small column per slot: rare, and correctness first. */
    static final class Nested extends SlotColumn {
        private final Type type;
        private @Nullable Column[] values = new Column[16];

        Nested(Type type, SlotRows rows, int word) {
            super(rows, word);
            this.type = type;
        }

        @Override
        int words() {
            return 0;
        }

        private Column nested(int slot) {
            Column v = values[slot];
            if (v == null) {
                throw new IllegalStateException("slot " + slot + " is empty");
            }
            return v;
        }

        @Override
        void put(int slot, long[] words, int base, Column source, int row) {
            if (slot >= values.length) {
                values = Arrays.copyOf(values, Math.max(slot + 1, values.length * 2));
            }
            values[slot] = source.gather(new int[] {row}, 1);
        }

        @Override
        boolean same(int slot, Column other, int row) {
            return nested(slot).equal(0, other, row);
        }

        @Override
        int order(int a, SlotColumn other, int b) {
            return nested(a).compare(0, ((Nested) other).nested(b), 0);
        }

        @Override
        void append(ColumnBuilder out, int slot) {
            out.append(nested(slot), 0);
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
            if (slot < values.length) {
                values[slot] = null;
            }
        }

        @Override
        long bytes() {
            long n = super.bytes() + 8L * values.length;
            for (Column c : values) {
                n += c == null ? 0 : c.bytes() + 48;
            }
            return n;
        }
    }
}
