package dev.freshet.spi.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Version 1 of the byte layout of a {@link ColumnBatch}, the same in the hot journal, snapshots and spill files.
 *
 * <pre>
 * "FBT1" · rows i32 · columns i32 · weights? u8 [longs] · column* · CRC-32C of all before i32
 * column = kind u8 · nulls? u8 [rows/64 words] · body
 *   LONG    longs                         DOUBLE  rows × f64
 *   DECIMAL longs(high) longs(low)        BYTES   longs(lengths) · byte count i32 · bytes
 *   LIST    longs(lengths) · elements i32 · column     STRUCT  fields u8 · column*
 * longs = base i64 · width u8 (0, 1, 2, 4, 8) · rows × width, each value = base + unsigned entry
 * </pre>
 *
 * All little-endian. Not compressed: who stores it compresses it. Decoding checks the sum and every length.
 */
public final class BatchFormat1 {
    private static final int MAGIC = 0x31544246;
    private static final byte LONG = 1;
    private static final byte DOUBLE = 2;
    private static final byte DECIMAL = 3;
    private static final byte BYTES = 4;
    private static final byte LIST = 5;
    private static final byte STRUCT = 6;

    private BatchFormat1() {}

    /** The bytes do not hold an intact batch of this version. */
    public static final class CorruptBatchException extends RuntimeException {
        public CorruptBatchException(String message) {
            super(message);
        }
    }

    public static byte[] encode(ColumnBatch batch) {
        Writer out = new Writer(64 + (int) Math.min(batch.bytes(), 1 << 28));
        out.i32(MAGIC);
        out.i32(batch.size());
        out.i32(batch.columns().size());
        long[] weights = batch.weights();
        out.u8(weights == null ? 0 : 1);
        if (weights != null) {
            out.longs(weights, batch.size());
        }
        for (Column c : batch.columns()) {
            column(out, c);
        }
        CRC32C crc = new CRC32C();
        crc.update(out.bytes, 0, out.at);
        out.i32((int) crc.getValue());
        return Arrays.copyOf(out.bytes, out.at);
    }

    private static void column(Writer out, Column column) {
        int n = column.size();
        switch (column) {
            case LongColumn c -> {
                out.header(LONG, c.nulls(), n);
                out.longs(c.values(), n);
            }
            case DoubleColumn c -> {
                out.header(DOUBLE, c.nulls(), n);
                for (int i = 0; i < n; i++) {
                    out.i64(Double.doubleToRawLongBits(c.get(i)));
                }
            }
            case DecimalColumn c -> {
                out.header(DECIMAL, c.nulls(), n);
                long[] part = new long[n];
                Arrays.setAll(part, c::high);
                out.longs(part, n);
                Arrays.setAll(part, c::low);
                out.longs(part, n);
            }
            case BytesColumn c -> {
                out.header(BYTES, c.nulls(), n);
                long[] lengths = new long[n];
                Arrays.setAll(lengths, c::length);
                out.longs(lengths, n);
                int count = n == 0 ? 0 : c.offsets()[n] - c.offsets()[0];
                out.i32(count);
                out.raw(c.data(), n == 0 ? 0 : c.offsets()[0], count);
            }
            case ListColumn c -> {
                out.header(LIST, c.nulls(), n);
                long[] lengths = new long[n];
                Arrays.setAll(lengths, i -> c.end(i) - c.start(i));
                out.longs(lengths, n);
                out.i32(c.elements().size());
                column(out, c.elements());
            }
            case StructColumn c -> {
                out.header(STRUCT, c.nulls(), n);
                out.u8(c.fields().size());
                c.fields().forEach(f -> column(out, f));
            }
        }
    }

    public static ColumnBatch decode(byte[] bytes) {
        if (bytes.length < 17) {
            throw new CorruptBatchException("a batch of " + bytes.length + " bytes is cut short");
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        if ((int) crc.getValue() != (int) LittleEndian.INT.get(bytes, bytes.length - 4)) {
            throw new CorruptBatchException("checksum of a batch does not match");
        }
        Reader in = new Reader(bytes);
        if (in.i32() != MAGIC) {
            throw new CorruptBatchException("not a batch of format 1");
        }
        int rows = in.i32();
        int columns = in.i32();
        long[] weights = in.u8() == 0 ? null : in.longs(rows);
        List<Column> out = new ArrayList<>(columns);
        for (int i = 0; i < columns; i++) {
            out.add(in.column(rows));
        }
        return new ColumnBatch(out, weights, rows);
    }

    private static final class Writer {
        private byte[] bytes;
        private int at;

        Writer(int capacity) {
            bytes = new byte[capacity];
        }

        private void room(int n) {
            if (at + n > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(at, n), bytes.length + (bytes.length >> 1)));
            }
        }

        void u8(int v) {
            room(1);
            bytes[at++] = (byte) v;
        }

        void i32(int v) {
            room(4);
            LittleEndian.INT.set(bytes, at, v);
            at += 4;
        }

        void i64(long v) {
            room(8);
            LittleEndian.LONG.set(bytes, at, v);
            at += 8;
        }

        void raw(byte[] from, int start, int count) {
            room(count);
            System.arraycopy(from, start, bytes, at, count);
            at += count;
        }

        void header(byte kind, long @Nullable [] nulls, int rows) {
            u8(kind);
            u8(nulls == null ? 0 : 1);
            if (nulls != null) {
                for (int w = 0; w < Column.words(rows); w++) {
                    i64(nulls[w]);
                }
            }
        }

        void longs(long[] values, int n) {
            long min = Long.MAX_VALUE;
            long max = Long.MIN_VALUE;
            for (int i = 0; i < n; i++) {
                min = Math.min(min, values[i]);
                max = Math.max(max, values[i]);
            }
            int width = n == 0 ? 0 : width(min, max);
            i64(n == 0 ? 0 : min);
            u8(width);
            room(Math.multiplyExact(width, n));
            for (int i = 0; i < n; i++) {
                put(values[i] - min, width);
            }
        }

        private void put(long v, int width) {
            switch (width) {
                case 0 -> {}
                case 1 -> bytes[at] = (byte) v;
                case 2 -> LittleEndian.SHORT.set(bytes, at, (short) v);
                case 4 -> LittleEndian.INT.set(bytes, at, (int) v);
                default -> LittleEndian.LONG.set(bytes, at, v);
            }
            at += width;
        }

        private static int width(long min, long max) {
            long range = max - min;
            if (range == 0) {
                return 0;
            }
            if (range < 0 || range > 0xFFFFFFFFL) {
                return 8;
            }
            return range > 0xFFFF ? 4 : range > 0xFF ? 2 : 1;
        }
    }

    private static final class Reader {
        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        private void need(long n) {
            if (n < 0 || at + n > bytes.length - 4) {
                throw new CorruptBatchException("a batch ends within a column");
            }
        }

        int u8() {
            need(1);
            return bytes[at++] & 0xff;
        }

        int i32() {
            need(4);
            at += 4;
            return (int) LittleEndian.INT.get(bytes, at - 4);
        }

        long i64() {
            need(8);
            at += 8;
            return (long) LittleEndian.LONG.get(bytes, at - 8);
        }

        long[] longs(int n) {
            long base = i64();
            int width = u8();
            need((long) width * n);
            long[] out = new long[n];
            for (int i = 0; i < n; i++, at += width) {
                out[i] = base + entry(width);
            }
            return out;
        }

        private long entry(int width) {
            return switch (width) {
                case 0 -> 0;
                case 1 -> bytes[at] & 0xffL;
                case 2 -> (short) LittleEndian.SHORT.get(bytes, at) & 0xffffL;
                case 4 -> (int) LittleEndian.INT.get(bytes, at) & 0xffffffffL;
                case 8 -> (long) LittleEndian.LONG.get(bytes, at);
                default -> throw new CorruptBatchException("entries of " + width + " bytes");
            };
        }

        private int[] offsets(int rows) {
            long[] lengths = longs(rows);
            int[] out = new int[rows + 1];
            for (int i = 0; i < rows; i++) {
                out[i + 1] = Math.addExact(out[i], Math.toIntExact(lengths[i]));
            }
            return out;
        }

        Column column(int rows) {
            int kind = u8();
            long[] nulls = null;
            if (u8() == 1) {
                nulls = new long[Column.words(rows)];
                for (int w = 0; w < nulls.length; w++) {
                    nulls[w] = i64();
                }
            }
            return switch (kind) {
                case LONG -> new LongColumn(longs(rows), nulls, rows);
                case DOUBLE -> new DoubleColumn(doubles(rows), nulls, rows);
                case DECIMAL -> new DecimalColumn(longs(rows), longs(rows), nulls, rows);
                case BYTES -> bytesColumn(rows, nulls);
                case LIST -> new ListColumn(offsets(rows), column(i32()), nulls, rows);
                case STRUCT -> structColumn(rows, nulls);
                default -> throw new CorruptBatchException("column kind " + kind);
            };
        }

        private double[] doubles(int rows) {
            need(8L * rows);
            double[] out = new double[rows];
            for (int i = 0; i < rows; i++) {
                out[i] = Double.longBitsToDouble(i64());
            }
            return out;
        }

        private Column bytesColumn(int rows, long @Nullable [] nulls) {
            int[] offsets = offsets(rows);
            int count = i32();
            need(count);
            if (count != offsets[rows]) {
                throw new CorruptBatchException("byte strings of " + offsets[rows] + " bytes in " + count);
            }
            byte[] data = Arrays.copyOfRange(bytes, at, at + count);
            at += count;
            return new BytesColumn(data, offsets, nulls, rows);
        }

        private Column structColumn(int rows, long @Nullable [] nulls) {
            int fields = u8();
            List<Column> out = new ArrayList<>(fields);
            for (int i = 0; i < fields; i++) {
                out.add(column(rows));
            }
            return new StructColumn(out, nulls, rows);
        }
    }
}
