package dev.freshet.core.operator;

import java.util.Arrays;

/** Ranges of positions, from inclusive to exclusive, that grow together where they meet. */
final class PositionRanges {
    private long[] from = new long[8];
    private long[] to = new long[8];
    private int count;

    /** Cut to what lies between 0 and {@code size}; an empty one is passed over. */
    void add(long lower, long upper, long size) {
        long a = Math.max(0, lower);
        long b = Math.min(size, upper);
        if (a >= b) {
            return;
        }
        if (count > 0 && a <= to[count - 1] && a >= from[count - 1]) {
            to[count - 1] = Math.max(to[count - 1], b);
            return;
        }
        if (count == from.length) {
            from = Arrays.copyOf(from, count * 2);
            to = Arrays.copyOf(to, count * 2);
        }
        from[count] = a;
        to[count++] = b;
    }

    /** Sorted, and merged where they overlap or touch. */
    void merge() {
        Integer[] by = new Integer[count];
        Arrays.setAll(by, i -> i);
        Arrays.sort(by, (x, y) -> Long.compare(from[x], from[y]));
        long[] f = new long[Math.max(8, count)];
        long[] t = new long[Math.max(8, count)];
        int n = 0;
        for (Integer i : by) {
            if (n > 0 && from[i] <= t[n - 1]) {
                t[n - 1] = Math.max(t[n - 1], to[i]);
            } else {
                f[n] = from[i];
                t[n++] = to[i];
            }
        }
        from = f;
        to = t;
        count = n;
    }

    int count() {
        return count;
    }

    long from(int i) {
        return from[i];
    }

    long to(int i) {
        return to[i];
    }
}
