package dev.freshet.bench;

/**
 * The numbers behind all data of the benchmarks: splitmix64's output function over a counter, so that every program, in
 * whatever language, can make the same.
 */
final class Draws {
    private Draws() {}

    static long mix(long i) {
        long z = (i + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** The {@code i}-th number below {@code bound} of a numbered stream. */
    static int draw(long stream, long i, long bound) {
        return (int) ((mix((stream << 40) + i) >>> 16) % bound);
    }
}
