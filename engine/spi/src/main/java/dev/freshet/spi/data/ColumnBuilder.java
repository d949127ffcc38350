package dev.freshet.spi.data;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Appends values of one column. Not thread-safe. {@link #build} hands out what was appended and starts afresh. Which
 * append method fits follows from the physical class that {@link Type} names; the others throw.
 */
public abstract sealed class ColumnBuilder {
    protected int size;
    protected long @Nullable [] nulls;

    public static ColumnBuilder of(Type type) {
        return switch (type) {
            case Type.Bool _, Type.Int _, Type.Date _, Type.Time _, Type.Timestamp _, Type.Interval _ -> new Longs();
            case Type.Decimal d -> d.isLong() ? new Longs() : new Decimals();
            case Type.Real _, Type.Double _ -> new Doubles();
            case Type.Text _, Type.Bytes _, Type.Uuid _, Type.Variant _, Type.Vector _ -> new ByteStrings();
            case Type.Array(DataType e) -> new Lists(of(e.type()));
            case Type.MapOf(DataType k, DataType v) -> new Lists(new Structs(List.of(of(k.type()), of(v.type()))));
            case Type.Row(List<Field> fields) ->
                new Structs(fields.stream().map(f -> of(f.type().type())).toList());
        };
    }

    /** A builder for columns of the same physical form. */
    static ColumnBuilder like(Column column) {
        return switch (column) {
            case LongColumn _ -> new Longs();
            case DoubleColumn _ -> new Doubles();
            case DecimalColumn _ -> new Decimals();
            case BytesColumn _ -> new ByteStrings();
            case ListColumn l -> new Lists(like(l.elements()));
            case StructColumn s ->
                new Structs(s.fields().stream().map(ColumnBuilder::like).toList());
        };
    }

    public final int size() {
        return size;
    }

    public final void appendNull() {
        int row = size;
        appendDefault();
        long[] n = nulls == null ? new long[Math.max(4, Column.words(row + 1))] : nulls;
        if (Column.words(row + 1) > n.length) {
            n = Arrays.copyOf(n, Math.max(n.length * 2, Column.words(row + 1)));
        }
        Column.set(n, row);
        nulls = n;
    }

    public void appendLong(long value) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " takes no long");
    }

    public void appendDouble(double value) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " takes no double");
    }

    public void appendDecimal(long high, long low) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " takes no decimal");
    }

    public void appendBytes(byte[] bytes, int from, int length) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " takes no bytes");
    }

    public final void appendBytes(byte[] bytes) {
        appendBytes(bytes, 0, bytes.length);
    }

    /** Appends one row of a column of the same physical class. */
    public final void append(Column source, int row) {
        if (source.isNull(row)) {
            appendNull();
        } else {
            appendValue(source, row);
        }
    }

    protected abstract void appendDefault();

    protected abstract void appendValue(Column source, int row);

    protected abstract Column finish();

    public final Column build() {
        Column built = finish();
        size = 0;
        nulls = null;
        return built;
    }

    /** The null bits for the built column: covers {@code size} rows. */
    protected final long @Nullable [] finishedNulls() {
        if (nulls == null) {
            return null;
        }
        return nulls.length >= Column.words(size) ? nulls : Arrays.copyOf(nulls, Column.words(size));
    }

    protected static int grown(int capacity, int needed) {
        return Math.max(needed, Math.max(16, capacity + (capacity >> 1)));
    }

    static final class Longs extends ColumnBuilder {
        private long[] values = new long[16];

        @Override
        public void appendLong(long value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, grown(size, size + 1));
            }
            values[size++] = value;
        }

        @Override
        protected void appendDefault() {
            appendLong(0);
        }

        @Override
        protected void appendValue(Column source, int row) {
            appendLong(((LongColumn) source).get(row));
        }

        @Override
        protected Column finish() {
            Column c = new LongColumn(values, finishedNulls(), size);
            values = new long[16];
            return c;
        }
    }

    static final class Doubles extends ColumnBuilder {
        private double[] values = new double[16];

        @Override
        public void appendDouble(double value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, grown(size, size + 1));
            }
            values[size++] = value;
        }

        @Override
        protected void appendDefault() {
            appendDouble(0);
        }

        @Override
        protected void appendValue(Column source, int row) {
            appendDouble(((DoubleColumn) source).get(row));
        }

        @Override
        protected Column finish() {
            Column c = new DoubleColumn(values, finishedNulls(), size);
            values = new double[16];
            return c;
        }
    }

    static final class Decimals extends ColumnBuilder {
        private long[] high = new long[16];
        private long[] low = new long[16];

        @Override
        public void appendDecimal(long h, long l) {
            if (size == high.length) {
                high = Arrays.copyOf(high, grown(size, size + 1));
                low = Arrays.copyOf(low, high.length);
            }
            high[size] = h;
            low[size++] = l;
        }

        @Override
        protected void appendDefault() {
            appendDecimal(0, 0);
        }

        @Override
        protected void appendValue(Column source, int row) {
            DecimalColumn d = (DecimalColumn) source;
            appendDecimal(d.high(row), d.low(row));
        }

        @Override
        protected Column finish() {
            Column c = new DecimalColumn(high, low, finishedNulls(), size);
            high = new long[16];
            low = new long[16];
            return c;
        }
    }

    static final class ByteStrings extends ColumnBuilder {
        private byte[] data = new byte[64];
        private int[] offsets = new int[17];

        @Override
        public void appendBytes(byte[] bytes, int from, int length) {
            int start = offsets[size];
            int end = Math.addExact(start, length);
            if (end > data.length) {
                data = Arrays.copyOf(data, grown(data.length, end));
            }
            System.arraycopy(bytes, from, data, start, length);
            if (size + 2 > offsets.length) {
                offsets = Arrays.copyOf(offsets, grown(offsets.length, size + 2));
            }
            offsets[++size] = end;
        }

        @Override
        protected void appendDefault() {
            appendBytes(data, 0, 0);
        }

        @Override
        protected void appendValue(Column source, int row) {
            BytesColumn b = (BytesColumn) source;
            appendBytes(b.data(), b.start(row), b.length(row));
        }

        @Override
        protected Column finish() {
            Column c = new BytesColumn(data, offsets, finishedNulls(), size);
            data = new byte[64];
            offsets = new int[17];
            return c;
        }
    }

    /** Lists; elements are appended to {@link #elements} and closed by {@link #endList}. */
    public static final class Lists extends ColumnBuilder {
        private final ColumnBuilder elements;
        private int[] offsets = new int[17];

        Lists(ColumnBuilder elements) {
            this.elements = elements;
        }

        public ColumnBuilder elements() {
            return elements;
        }

        /** Ends a list made of all elements appended since the last end. */
        public void endList() {
            if (size + 2 > offsets.length) {
                offsets = Arrays.copyOf(offsets, grown(offsets.length, size + 2));
            }
            offsets[++size] = elements.size();
        }

        @Override
        protected void appendDefault() {
            endList();
        }

        @Override
        protected void appendValue(Column source, int row) {
            ListColumn l = (ListColumn) source;
            for (int i = l.start(row); i < l.end(row); i++) {
                elements.append(l.elements(), i);
            }
            endList();
        }

        @Override
        protected Column finish() {
            Column c = new ListColumn(offsets, elements.build(), finishedNulls(), size);
            offsets = new int[17];
            return c;
        }
    }

    /** Rows as values; each field is appended to its own builder and closed by {@link #endRow}. */
    public static final class Structs extends ColumnBuilder {
        private final List<ColumnBuilder> fields;

        Structs(List<ColumnBuilder> fields) {
            this.fields = new ArrayList<>(fields);
        }

        public ColumnBuilder field(int i) {
            return fields.get(i);
        }

        public void endRow() {
            size++;
        }

        @Override
        protected void appendDefault() {
            fields.forEach(ColumnBuilder::appendNull);
            size++;
        }

        @Override
        protected void appendValue(Column source, int row) {
            StructColumn s = (StructColumn) source;
            for (int i = 0; i < fields.size(); i++) {
                fields.get(i).append(s.fields().get(i), row);
            }
            size++;
        }

        @Override
        protected Column finish() {
            return new StructColumn(fields.stream().map(ColumnBuilder::build).toList(), finishedNulls(), size);
        }
    }

    /** Appends the unscaled value of a decimal, whichever its width. */
    public final void appendUnscaled(BigInteger unscaled) {
        if (this instanceof Decimals) {
            appendDecimal(unscaled.shiftRight(64).longValue(), unscaled.longValue());
        } else {
            appendLong(unscaled.longValueExact());
        }
    }

    /** Appends a decimal that already has the type's scale. */
    public final void appendDecimal(BigDecimal value) {
        appendUnscaled(value.unscaledValue());
    }
}
