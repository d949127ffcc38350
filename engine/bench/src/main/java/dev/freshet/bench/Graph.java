package dev.freshet.bench;

import java.util.Arrays;

/**
 * Distinct directed edges without loops between {@code edges / 14} nodes, whose chances to be drawn follow a power law of
 * exponent −0.75, separately as source and as target.
 */
record Graph(int nodes, int[] from, int[] to) {
    private static final double EXPONENT = -0.75;

    static Graph random(int edges) {
        int nodes = edges / 14;
        double[] chance = new double[nodes];
        double sum = 0;
        for (int i = 0; i < nodes; i++) {
            sum += Math.pow(i + 10.0, EXPONENT);
            chance[i] = sum;
        }
        int[] sources = shuffled(41, nodes);
        int[] targets = shuffled(42, nodes);
        java.util.Set<Long> seen = new java.util.HashSet<>(edges * 2);
        int[] from = new int[edges];
        int[] to = new int[edges];
        for (long i = 0; seen.size() < edges; i++) {
            int u = sources[pick(chance, 2 * i)];
            int v = targets[pick(chance, 2 * i + 1)];
            if (u != v && seen.add((long) u << 32 | v)) {
                from[seen.size() - 1] = u;
                to[seen.size() - 1] = v;
            }
        }
        return new Graph(nodes, from, to);
    }

    /** The same edges in the order of their sources, then targets. */
    Graph sorted() {
        long[] keys = new long[from.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (long) from[i] << 32 | to[i];
        }
        Arrays.sort(keys);
        int[] u = new int[keys.length];
        int[] v = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            u[i] = (int) (keys[i] >> 32);
            v[i] = (int) keys[i];
        }
        return new Graph(nodes, u, v);
    }

    private static int pick(double[] chance, long i) {
        double at = (Draws.mix((43L << 40) + i) >>> 11) * 0x1p-53 * chance[chance.length - 1];
        int found = Arrays.binarySearch(chance, at);
        return Math.min(found < 0 ? -found - 1 : found, chance.length - 1);
    }

    private static int[] shuffled(long stream, int nodes) {
        int[] out = new int[nodes];
        for (int i = 0; i < nodes; i++) {
            int k = Draws.draw(stream, i, i + 1L);
            out[i] = out[k];
            out[k] = i;
        }
        return out;
    }
}
