package dev.freshet.ingest.connector.nexmark;

/** Random numbers of one event: the same seed, event and order of calls give the same numbers. SplitMix64 (public domain). */
final class Dice {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long seed;
    private long state;

    Dice(long seed) {
        this.seed = mix(seed + GOLDEN);
    }

    Dice at(long event) {
        state = mix(seed ^ (event * GOLDEN));
        return this;
    }

    long bits() {
        state += GOLDEN;
        return mix(state);
    }

    /** Uniform in [0, bound). */
    long below(long bound) {
        return Math.unsignedMultiplyHigh(bits(), bound);
    }

    /** True once in {@code n} times. */
    boolean oneIn(long n) {
        return below(n) == 0;
    }

    /** Uniform in [0, 1). */
    double unit() {
        return (bits() >>> 11) * 0x1.0p-53;
    }

    private static long mix(long x) {
        long z = x;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
