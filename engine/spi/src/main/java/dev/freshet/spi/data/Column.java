package dev.freshet.spi.data;

import org.jspecify.annotations.Nullable;

/**
 * The values of one column of a batch, by row number from 0. Immutable once built; any thread may read. NULL compares
 * equal to NULL and greater than every value, so that a sort has NULLS LAST.
 */
public sealed interface Column permits LongColumn, DoubleColumn, DecimalColumn, BytesColumn, ListColumn, StructColumn {
    int size();

    boolean isNull(int row);

    /** False promises that no row is NULL. */
    boolean mayHaveNulls();

    /** 32 well-mixed bits of the value; equal values have equal hashes, in every process and release. */
    int hash(int row);

    /** {@code other} has the same physical class. */
    boolean equal(int row, Column other, int otherRow);

    int compare(int row, Column other, int otherRow);

    /** The rows {@code rows[0..count)} in that order. */
    Column gather(int[] rows, int count);

    /** Bytes held on the heap, approximately. */
    long bytes();

    static boolean bit(long @Nullable [] bits, int i) {
        return bits != null && (bits[i >> 6] & (1L << i)) != 0;
    }

    static void set(long[] bits, int i) {
        bits[i >> 6] |= 1L << i;
    }

    static int words(int size) {
        return (size + 63) >> 6;
    }

    static long @Nullable [] gatherBits(long @Nullable [] bits, int[] rows, int count) {
        if (bits == null) {
            return null;
        }
        long[] out = new long[words(count)];
        boolean any = false;
        for (int i = 0; i < count; i++) {
            if (bit(bits, rows[i])) {
                set(out, i);
                any = true;
            }
        }
        return any ? out : null;
    }

    /** Finaliser of MurmurHash3 (public domain), folding 64 bits to 32. */
    static int mix(long x) {
        long h = x;
        h ^= h >>> 33;
        h *= 0xff51afd7ed558ccdL;
        h ^= h >>> 33;
        h *= 0xc4ceb9fe1a85ec53L;
        h ^= h >>> 33;
        return (int) h;
    }

    int NULL_HASH = 0x9E3779B9;
}
