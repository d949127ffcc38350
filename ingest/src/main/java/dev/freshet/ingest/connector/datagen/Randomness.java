package dev.freshet.ingest.connector.datagen;

/**
 * Random numbers by address: the same (seed, column, row, draw) always yields the same bits. SplitMix64's finaliser (public
 * domain) over the mixed address.
 */
record Randomness(long seed, int column) {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    long bits(long row, int draw) {
        return mix(mix(mix(seed + GOLDEN) + (column + 1) * GOLDEN + draw) + row * GOLDEN);
    }

    /** Uniform in [0, 1). */
    double unit(long row, int draw) {
        return (bits(row, draw) >>> 11) * 0x1.0p-53;
    }

    /** Uniform in [min, max], both included. */
    long between(long min, long max, long row) {
        long range = max - min + 1;
        long random = bits(row, 0);
        return range == 0 ? random : min + Math.unsignedMultiplyHigh(random, range);
    }

    private static long mix(long x) {
        long z = x;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
