package dev.freshet.spi.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Batches one behind the other, column by column. */
final class Concatenation {
    private Concatenation() {}

    static ColumnBatch of(List<ColumnBatch> parts) {
        int rows = 0;
        boolean weighted = false;
        for (ColumnBatch b : parts) {
            rows = Math.addExact(rows, b.size());
            weighted |= b.weights() != null;
        }
        List<Column> columns = new ArrayList<>();
        for (int c = 0; c < parts.getFirst().columns().size(); c++) {
            int column = c;
            columns.add(column(parts.stream().map(b -> b.column(column)).toList(), rows));
        }
        return new ColumnBatch(columns, weighted ? weights(parts, rows) : null, rows);
    }

    private static long[] weights(List<ColumnBatch> parts, int rows) {
        long[] out = new long[rows];
        int at = 0;
        for (ColumnBatch b : parts) {
            long[] own = b.weights();
            if (own == null) {
                Arrays.fill(out, at, at + b.size(), 1);
            } else {
                System.arraycopy(own, 0, out, at, b.size());
            }
            at += b.size();
        }
        return out;
    }

    private static Column column(List<Column> parts, int rows) {
        return switch (parts.getFirst()) {
            case LongColumn _ -> {
                long[] out = new long[rows];
                int at = 0;
                for (Column p : parts) {
                    System.arraycopy(((LongColumn) p).values(), 0, out, at, p.size());
                    at += p.size();
                }
                yield new LongColumn(out, nulls(parts, rows), rows);
            }
            case BytesColumn _ -> bytes(parts, rows);
            default -> general(parts, rows);
        };
    }

    private static Column bytes(List<Column> parts, int rows) {
        int[] offsets = new int[rows + 1];
        int length = 0;
        for (Column p : parts) {
            BytesColumn b = (BytesColumn) p;
            length = Math.addExact(length, b.size() == 0 ? 0 : b.offsets()[b.size()] - b.offsets()[0]);
        }
        byte[] data = new byte[length];
        int row = 0;
        int at = 0;
        for (Column p : parts) {
            BytesColumn b = (BytesColumn) p;
            int shift = b.size() == 0 ? 0 : at - b.offsets()[0];
            for (int i = 0; i < b.size(); i++) {
                offsets[row++] = b.offsets()[i] + shift;
            }
            int own = b.size() == 0 ? 0 : b.offsets()[b.size()] - b.offsets()[0];
            System.arraycopy(b.data(), b.size() == 0 ? 0 : b.offsets()[0], data, at, own);
            at += own;
        }
        offsets[rows] = at;
        return new BytesColumn(data, offsets, nulls(parts, rows), rows);
    }

    private static long @Nullable [] nulls(List<Column> parts, int rows) {
        long[] out = null;
        int at = 0;
        for (Column p : parts) {
            if (p.mayHaveNulls()) {
                out = out == null ? new long[Column.words(rows)] : out;
                for (int i = 0; i < p.size(); i++) {
                    if (p.isNull(i)) {
                        Column.set(out, at + i);
                    }
                }
            }
            at += p.size();
        }
        return out;
    }

    /** Rare kinds: gather the first part's rows and the others' into one by their own means. */
    private static Column general(List<Column> parts, int rows) {
        ColumnBuilder out = ColumnBuilder.like(parts.getFirst());
        for (Column p : parts) {
            for (int i = 0; i < p.size(); i++) {
                out.append(p, i);
            }
        }
        return out.build();
    }
}
