package dev.freshet.core.trace;

import dev.freshet.spi.data.ColumnBatch;

/** Sums the weights of equal rows and drops what cancels. */
public final class Consolidation {
    private Consolidation() {}

    /** The same ZSet with each row once; rows keep the order of their first occurrence. */
    public static ColumnBatch of(ColumnBatch batch) {
        int n = batch.size();
        if (n < 2) {
            return n == 1 && batch.weight(0) == 0 ? batch.gather(new int[0], 0) : batch;
        }
        int[] hashes = Hashing.of(batch, Hashing.all(batch.columns().size()));
        int capacity = Integer.highestOneBit(Math.max(16, n * 2 - 1)) << 1;
        int[] table = new int[capacity];
        long[] sums = new long[n];
        int[] kept = new int[n];
        int count = 0;
        for (int i = 0; i < n; i++) {
            int p = hashes[i] & (capacity - 1);
            while (table[p] != 0 && !equal(batch, hashes, table[p] - 1, i)) {
                p = (p + 1) & (capacity - 1);
            }
            if (table[p] == 0) {
                table[p] = i + 1;
                kept[count++] = i;
            }
            sums[table[p] - 1] += batch.weight(i);
        }
        return pick(batch, sums, kept, count);
    }

    private static ColumnBatch pick(ColumnBatch batch, long[] sums, int[] kept, int count) {
        int live = 0;
        boolean ones = true;
        for (int i = 0; i < count; i++) {
            long w = sums[kept[i]];
            if (w != 0) {
                kept[live++] = kept[i];
                ones &= w == 1;
            }
        }
        if (live == batch.size() && ones && batch.weights() == null) {
            return batch;
        }
        long[] weights = null;
        if (!ones) {
            weights = new long[live];
            for (int i = 0; i < live; i++) {
                weights[i] = sums[kept[i]];
            }
        }
        return batch.gather(kept, live).withWeights(weights);
    }

    private static boolean equal(ColumnBatch batch, int[] hashes, int a, int b) {
        if (hashes[a] != hashes[b]) {
            return false;
        }
        for (int c = 0; c < batch.columns().size(); c++) {
            if (!batch.column(c).equal(a, batch.column(c), b)) {
                return false;
            }
        }
        return true;
    }
}
