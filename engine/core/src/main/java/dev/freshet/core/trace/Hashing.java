package dev.freshet.core.trace;

import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;

/** Hashes of several columns at once. The same for equal values in every batch and process. */
public final class Hashing {
    private Hashing() {}

    /** One hash per row over the given columns. */
    public static int[] of(ColumnBatch batch, int[] columns) {
        int n = batch.size();
        int[] out = new int[n];
        if (columns.length == 1) {
            Column c = batch.column(columns[0]);
            for (int i = 0; i < n; i++) {
                out[i] = c.hash(i);
            }
            return out;
        }
        for (int k : columns) {
            Column c = batch.column(k);
            for (int i = 0; i < n; i++) {
                out[i] = combine(out[i], c.hash(i));
            }
        }
        return out;
    }

    /** The hash that {@link #of(ColumnBatch, int[])} has for one row. */
    static int of(ColumnBatch batch, int[] columns, int row) {
        if (columns.length == 1) {
            return batch.column(columns[0]).hash(row);
        }
        int h = 0;
        for (int c : columns) {
            h = combine(h, batch.column(c).hash(row));
        }
        return h;
    }

    public static int[] all(int columns) {
        int[] out = new int[columns];
        for (int i = 0; i < columns; i++) {
            out[i] = i;
        }
        return out;
    }

    static int combine(int seed, int hash) {
        return Column.mix(seed * 0x9E3779B97F4A7C15L + hash);
    }
}
