package dev.freshet.ingest.format;

import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Values;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of one row before it is known to be good, so that a bad record leaves no half row in the column builders.
 * Reused for every row; text is kept as spans.
 */
final class RowCells {
    private static final byte ABSENT = 0;
    private static final byte NULL = 1;
    private static final byte LONG = 2;
    private static final byte DOUBLE = 3;
    private static final byte DECIMAL = 4;
    private static final byte SPAN = 5;
    private static final byte BOXED = 6;

    private final Schema schema;
    private final byte[] kinds;
    private final long[] longs;
    private final long[] highs;
    private final double[] doubles;
    private final byte[][] bytes;
    private final int[] from;
    private final int[] length;
    private final @Nullable Object[] boxed;
    private final boolean[] required;
    private final List<Integer> key;

    RowCells(Schema schema) {
        int n = schema.size();
        this.schema = schema;
        kinds = new byte[n];
        longs = new long[n];
        highs = new long[n];
        doubles = new double[n];
        bytes = new byte[n][];
        from = new int[n];
        length = new int[n];
        boxed = new Object[n];
        required = new boolean[n];
        key = schema.key();
        for (int c = 0; c < n; c++) {
            DataType type = schema.field(c).type();
            required[c] = !type.nullable() || key.contains(c);
        }
    }

    void clear() {
        Arrays.fill(kinds, ABSENT);
    }

    void setNull(int c) {
        kinds[c] = NULL;
    }

    void setLong(int c, long value) {
        kinds[c] = LONG;
        longs[c] = value;
    }

    void setDouble(int c, double value) {
        kinds[c] = DOUBLE;
        doubles[c] = value;
    }

    void setDecimal(int c, long high, long low) {
        kinds[c] = DECIMAL;
        highs[c] = high;
        longs[c] = low;
    }

    void setSpan(int c, byte[] source, int start, int count) {
        kinds[c] = SPAN;
        bytes[c] = source;
        from[c] = start;
        length[c] = count;
    }

    void setBoxed(int c, Object value) {
        kinds[c] = BOXED;
        boxed[c] = value;
    }

    /** Every column that must have a value has one. */
    void requireAll() {
        for (int c = 0; c < required.length; c++) {
            if (required[c] && kinds[c] <= NULL) {
                throw missing(c);
            }
        }
    }

    /** A delete names its row by key; the other columns do not matter. Without a key the whole row matters. */
    void requireKey() {
        if (key.isEmpty()) {
            requireAll();
            return;
        }
        for (int c : key) {
            if (kinds[c] <= NULL) {
                throw missing(c);
            }
        }
        for (int c = 0; c < kinds.length; c++) {
            if (!key.contains(c)) {
                kinds[c] = NULL;
            }
        }
    }

    private BadValueException missing(int c) {
        String name = schema.field(c).name();
        String why = kinds[c] == NULL ? "is null" : "is missing";
        String rule = key.contains(c) ? "is part of the primary key" : "is declared NOT NULL";
        return new BadValueException(
                "missing_value", "Field \"" + name + "\" " + why + ", but the column " + rule + "; send a value.");
    }

    /** Appends one value to every column; the caller ends the row. Cannot fail. */
    void appendTo(BatchBuilder to) {
        for (int c = 0; c < kinds.length; c++) {
            ColumnBuilder column = to.column(c);
            switch (kinds[c]) {
                case LONG -> column.appendLong(longs[c]);
                case DOUBLE -> column.appendDouble(doubles[c]);
                case DECIMAL -> column.appendDecimal(highs[c], longs[c]);
                case SPAN -> column.appendBytes(bytes[c], from[c], length[c]);
                case BOXED -> Values.append(schema.type(c), column, boxed[c]);
                default -> column.appendNull();
            }
        }
    }
}
