package dev.freshet.core.trace;

import dev.freshet.spi.data.ColumnBatch;
import java.util.Arrays;

/** Sums the weights of equal rows and drops what cancels. */
public final class Consolidation {
    private Consolidation() {}

    /** The same ZSet with each row once; rows keep the order of their first occurrence. */
    public static ColumnBatch of(ColumnBatch batch) {
        int n = batch.size();
        if (n < 2) {
            return n == 1 && batch.weight(0) == 0 ? batch.gather(new int[0], 0) : batch;
        }
        int[] all = Hashing.all(batch.columns().size());
        BatchGroups groups = BatchGroups.of(batch, all, Hashing.of(batch, all));
        long[] sums = new long[groups.count()];
        for (int i = 0; i < n; i++) {
            sums[groups.of()[i]] += batch.weight(i);
        }
        return pick(batch, sums, groups.first());
    }

    private static ColumnBatch pick(ColumnBatch batch, long[] sums, int[] rows) {
        int live = 0;
        boolean ones = true;
        for (int g = 0; g < sums.length; g++) {
            long w = sums[g];
            if (w != 0) {
                sums[live] = w;
                rows[live++] = rows[g];
                ones &= w == 1;
            }
        }
        if (live == batch.size() && ones && batch.weights() == null) {
            return batch;
        }
        return batch.gather(rows, live).withWeights(ones ? null : Arrays.copyOf(sums, live));
    }
}
