package dev.freshet.core.trace;

import dev.freshet.spi.data.ColumnBatch;
import java.util.Arrays;

/**
 * Which rows of a batch are equal on some columns: groups numbered 0, 1, … in the order of their first rows.
 *
 * @param of the group of each row
 * @param first the first row of each group
 */
public record BatchGroups(int[] of, int[] first) {
    /** {@code hashes} are those of the rows by the columns. */
    public static BatchGroups of(ColumnBatch batch, int[] columns, int[] hashes) {
        int n = batch.size();
        int capacity = Integer.highestOneBit(Math.max(16, n * 2 - 1)) << 1;
        int[] table = new int[capacity];
        int[] of = new int[n];
        int[] first = new int[n];
        int count = 0;
        for (int i = 0; i < n; i++) {
            int p = hashes[i] & (capacity - 1);
            while (table[p] != 0 && !equal(batch, columns, hashes, first[table[p] - 1], i)) {
                p = (p + 1) & (capacity - 1);
            }
            if (table[p] == 0) {
                first[count++] = i;
                table[p] = count;
            }
            of[i] = table[p] - 1;
        }
        return new BatchGroups(of, Arrays.copyOf(first, count));
    }

    public int count() {
        return first.length;
    }

    private static boolean equal(ColumnBatch batch, int[] columns, int[] hashes, int a, int b) {
        if (hashes[a] != hashes[b]) {
            return false;
        }
        for (int c : columns) {
            if (!batch.column(c).equal(a, batch.column(c), b)) {
                return false;
            }
        }
        return true;
    }
}
