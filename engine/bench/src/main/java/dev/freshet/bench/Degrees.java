package dev.freshet.bench;

import static dev.freshet.bench.Definition.rows;
import static dev.freshet.bench.Definition.value;
import static dev.freshet.bench.Draws.draw;

import dev.freshet.core.circuit.Circuit;
import dev.freshet.spi.data.ColumnBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** How many nodes have how many edges going out: loaded, then edges are replaced, a number per round. */
final class Degrees implements Work {
    private static final int EDGES_PER_NODE = 10;
    private static final int PER_EPOCH = 100_000;
    /** Edges replaced per round, and rounds. */
    private static final int[][] ROUNDS = {{1, 20_000}, {10, 5_000}, {1_000, 500}, {100_000, 20}};

    private static final String SQL = """
            CREATE TABLE edges (u INTEGER NOT NULL);
            CREATE LOCAL VIEW degrees AS SELECT u, COUNT(*) AS degree FROM edges GROUP BY u;
            CREATE VIEW spread AS SELECT degree, COUNT(*) AS nodes FROM degrees GROUP BY degree;
            """;

    @Override
    public String name() {
        return "degrees";
    }

    @Override
    public List<String> cases() {
        return List.of("10000000");
    }

    private static int from(long edge, int nodes) {
        return draw(30, 2 * edge, nodes);
    }

    @Override
    public List<Measured> freshet(String one) {
        int edges = Integer.parseInt(one);
        int nodes = edges / EDGES_PER_NODE;
        Circuit circuit = Definition.circuit(SQL);
        Sums sums = new Sums();
        long start = System.nanoTime();
        long[] u = new long[PER_EPOCH];
        for (int at = 0; at < edges; at += PER_EPOCH) {
            for (int i = 0; i < PER_EPOCH; i++) {
                u[i] = from(at + i, nodes);
            }
            see(circuit.step(Map.of("edges", rows(u.clone()))), sums);
        }
        List<Measured> out = new ArrayList<>();
        double seconds = (System.nanoTime() - start) / 1e9;
        out.add(new Measured("load", edges, seconds, new long[0], circuit.stateBytes(), sums.toString()));
        long next = 0;
        for (int[] size : ROUNDS) {
            out.add(replace(circuit, new Next(edges, next), size, sums));
            next += (long) size[0] * size[1];
        }
        return out;
    }

    /** The first edge to be replaced, among how many. */
    private record Next(int edges, long first) {
        int from(long edge) {
            return Degrees.from(edge, edges / EDGES_PER_NODE);
        }
    }

    private static Measured replace(Circuit circuit, Next next, int[] size, Sums sums) {
        long[] latencies = new long[size[1]];
        long start = System.nanoTime();
        for (int round = 0; round < size[1]; round++) {
            long begun = System.nanoTime();
            long[] u = new long[2 * size[0]];
            long[] weights = new long[u.length];
            for (int k = 0; k < size[0]; k++) {
                long edge = next.first() + (long) round * size[0] + k;
                u[2 * k] = next.from(edge);
                u[2 * k + 1] = next.from(next.edges() + edge);
                weights[2 * k] = -1;
                weights[2 * k + 1] = 1;
            }
            see(circuit.step(Map.of("edges", rows(u).withWeights(weights))), sums);
            latencies[round] = System.nanoTime() - begun;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Measured(
                size[0] + " replaced",
                (long) size[0] * size[1],
                seconds,
                latencies,
                circuit.stateBytes(),
                sums.toString());
    }

    private static void see(Circuit.Result result, Sums sums) {
        ColumnBatch out = result.outputs().get("spread");
        for (int i = 0; out != null && i < out.size(); i++) {
            see(value(out, 0, i), value(out, 1, i) * out.weight(i), sums);
        }
    }

    /** So many more nodes have that degree. */
    private static void see(long degree, long more, Sums sums) {
        sums.see(more, degree, degree * degree);
    }

    @Override
    public List<Measured> loop(String one) {
        int edges = Integer.parseInt(one);
        int nodes = edges / EDGES_PER_NODE;
        Sums sums = new Sums();
        long start = System.nanoTime();
        Spread spread = new Spread(edges);
        for (long i = 0; i < edges; i++) {
            spread.degree[from(i, nodes)]++;
        }
        for (int n = 0; n < nodes; n++) {
            spread.count[spread.degree[n]]++;
        }
        List<Measured> out = new ArrayList<>();
        double seconds = (System.nanoTime() - start) / 1e9;
        for (int d = 1; d < spread.count.length; d++) {
            see(d, spread.count[d], sums);
        }
        out.add(new Measured("load", edges, seconds, new long[0], 0, sums.toString()));
        long next = 0;
        for (int[] size : ROUNDS) {
            long[] latencies = new long[size[1]];
            start = System.nanoTime();
            for (int round = 0; round < size[1]; round++) {
                long begun = System.nanoTime();
                spread.replace(next, size[0], sums);
                next += size[0];
                latencies[round] = System.nanoTime() - begun;
            }
            seconds = (System.nanoTime() - start) / 1e9;
            long replaced = (long) size[0] * size[1];
            out.add(new Measured(size[0] + " replaced", replaced, seconds, latencies, 0, sums.toString()));
        }
        return out;
    }

    /** Two arrays: degree per node, nodes per degree. A round tells the changed entries of the second. */
    private static final class Spread {
        private final int edges;
        private final int[] degree;
        private final int[] count = new int[1 << 16];
        private int[] told = new int[1 << 16];
        private final int[] seen = new int[1 << 16];
        private int[] changed = new int[1 << 10];
        private int changes;
        private int stamp;

        Spread(int edges) {
            this.edges = edges;
            this.degree = new int[edges / EDGES_PER_NODE];
        }

        void replace(long next, int many, Sums sums) {
            if (stamp == 0) {
                told = count.clone();
            }
            stamp++;
            changes = 0;
            for (long k = next; k < next + many; k++) {
                move(from(k, degree.length), -1);
                move(from(edges + k, degree.length), 1);
            }
            for (int i = 0; i < changes; i++) {
                int d = changed[i];
                if (d > 0) {
                    see(d, count[d] - told[d], sums);
                }
                told[d] = count[d];
            }
        }

        private void move(int node, int by) {
            touch(degree[node]);
            count[degree[node]]--;
            degree[node] += by;
            touch(degree[node]);
            count[degree[node]]++;
        }

        private void touch(int d) {
            if (seen[d] != stamp) {
                seen[d] = stamp;
                if (changes == changed.length) {
                    changed = Arrays.copyOf(changed, changes * 2);
                }
                changed[changes++] = d;
            }
        }
    }
}
