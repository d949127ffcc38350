package dev.freshet.bench;

import static dev.freshet.bench.Definition.rows;
import static dev.freshet.bench.Definition.value;
import static dev.freshet.bench.Draws.draw;

import dev.freshet.core.circuit.Circuit;
import dev.freshet.spi.data.ColumnBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** Distances from node 0 over random edges, two a node; then per round one edge goes and another comes. */
final class BreadthFirst implements Work {
    private static final int ROUNDS = 1_000;
    private static final int FAR = Integer.MAX_VALUE;
    private static final String SQL = """
            CREATE TABLE edges (u INTEGER NOT NULL, v INTEGER NOT NULL);
            CREATE RECURSIVE VIEW distances (n INTEGER, d INTEGER) AS
              SELECT n, MIN(d) AS d FROM (
                SELECT 0 AS n, 0 AS d
                UNION ALL
                SELECT e.v, r.d + 1 FROM distances AS r JOIN edges AS e ON e.u = r.n) AS reached
              GROUP BY n;
            """;

    @Override
    public String name() {
        return "bfs";
    }

    @Override
    public List<String> cases() {
        return List.of("100000", "1000000");
    }

    private static int end(long i, int nodes) {
        return draw(20, i, nodes);
    }

    @Override
    public List<Measured> freshet(String one) {
        int nodes = Integer.parseInt(one);
        int edges = 2 * nodes;
        Circuit circuit = Definition.circuit(SQL);
        Sums sums = new Sums();
        long start = System.nanoTime();
        see(circuit.step(Map.of()), sums);
        long[] u = new long[edges];
        long[] v = new long[edges];
        for (int i = 0; i < edges; i++) {
            u[i] = end(2L * i, nodes);
            v[i] = end(2L * i + 1, nodes);
        }
        see(circuit.step(Map.of("edges", rows(u, v))), sums);
        double seconds = (System.nanoTime() - start) / 1e9;
        Measured load = new Measured("load", edges, seconds, new long[0], circuit.stateBytes(), sums.toString());
        long[] latencies = new long[ROUNDS];
        start = System.nanoTime();
        for (long k = 0; k < ROUNDS; k++) {
            long begun = System.nanoTime();
            long[] from = {end(2 * k, nodes), end(2 * (edges + k), nodes)};
            long[] to = {end(2 * k + 1, nodes), end(2 * (edges + k) + 1, nodes)};
            see(circuit.step(Map.of("edges", rows(from, to).withWeights(new long[] {-1, 1}))), sums);
            latencies[(int) k] = System.nanoTime() - begun;
        }
        seconds = (System.nanoTime() - start) / 1e9;
        return List.of(
                load,
                new Measured("one edge moved", ROUNDS, seconds, latencies, circuit.stateBytes(), sums.toString()));
    }

    private static void see(Circuit.Result result, Sums sums) {
        ColumnBatch out = result.outputs().get("distances");
        for (int i = 0; out != null && i < out.size(); i++) {
            see(value(out, 0, i), value(out, 1, i), out.weight(i), sums);
        }
    }

    private static void see(long node, long distance, long weight, Sums sums) {
        sums.see(weight, distance, (node + 1) * distance);
    }

    @Override
    public List<Measured> loop(String one) {
        int nodes = Integer.parseInt(one);
        int edges = 2 * nodes;
        Sums sums = new Sums();
        long start = System.nanoTime();
        Distances distances = new Distances(nodes);
        for (long i = 0; i < edges; i++) {
            distances.out.add(end(2 * i, nodes), end(2 * i + 1, nodes));
            distances.in.add(end(2 * i + 1, nodes), end(2 * i, nodes));
        }
        distances.settleAll();
        double seconds = (System.nanoTime() - start) / 1e9;
        for (int n = 0; n < nodes; n++) {
            if (distances.far[n] != FAR) {
                see(n, distances.far[n], 1, sums);
            }
        }
        Measured load = new Measured("load", edges, seconds, new long[0], 0, sums.toString());
        long[] latencies = new long[ROUNDS];
        start = System.nanoTime();
        for (long k = 0; k < ROUNDS; k++) {
            long begun = System.nanoTime();
            distances.begin();
            distances.remove(end(2 * k, nodes), end(2 * k + 1, nodes));
            distances.insert(end(2 * (edges + k), nodes), end(2 * (edges + k) + 1, nodes));
            distances.tell(sums);
            latencies[(int) k] = System.nanoTime() - begun;
        }
        seconds = (System.nanoTime() - start) / 1e9;
        return List.of(load, new Measured("one edge moved", ROUNDS, seconds, latencies, 0, sums.toString()));
    }

    /** Neighbours of each node in arrays that grow. */
    private static final class Neighbours {
        private final int[][] of;
        private final int[] many;

        Neighbours(int nodes) {
            of = new int[nodes][4];
            many = new int[nodes];
        }

        void add(int node, int neighbour) {
            if (of[node].length == many[node]) {
                of[node] = Arrays.copyOf(of[node], many[node] * 2);
            }
            of[node][many[node]++] = neighbour;
        }

        void drop(int node, int neighbour) {
            int k = 0;
            while (of[node][k] != neighbour) {
                k++;
            }
            of[node][k] = of[node][--many[node]];
        }
    }

    /**
     * A dynamic shortest path with unit lengths: nodes that lose their last shortest predecessor are raised, level by level,
     * then settled again from their border.
     */
    private static final class Distances {
        private final Neighbours out;
        private final Neighbours in;
        private final int[] far;
        private final int[] before;
        private final int[] seen;
        private final int[] changed;
        private final int[] lost;
        private int many;
        private int losses;
        private int round;

        Distances(int nodes) {
            out = new Neighbours(nodes);
            in = new Neighbours(nodes);
            far = new int[nodes];
            before = new int[nodes];
            seen = new int[nodes];
            changed = new int[nodes];
            lost = new int[nodes];
            Arrays.fill(far, FAR);
        }

        void settleAll() {
            int[] queue = new int[far.length];
            int tail = 1;
            far[0] = 0;
            for (int head = 0; head < tail; head++) {
                int n = queue[head];
                for (int k = 0; k < out.many[n]; k++) {
                    int t = out.of[n][k];
                    if (far[t] == FAR) {
                        far[t] = far[n] + 1;
                        queue[tail++] = t;
                    }
                }
            }
        }

        void begin() {
            round++;
            many = 0;
            losses = 0;
        }

        void remove(int u, int v) {
            out.drop(u, v);
            in.drop(v, u);
            if (far[u] != FAR) {
                lose(v, far[u] + 1);
            }
            for (int i = 0; i < losses; i++) {
                int n = lost[i];
                for (int k = 0; k < out.many[n]; k++) {
                    lose(out.of[n][k], before[n] + 1);
                }
            }
        }

        /** Node n had that distance and may have no predecessor for it any more. */
        private void lose(int n, int distance) {
            if (n == 0 || far[n] != distance) {
                return;
            }
            for (int k = 0; k < in.many[n]; k++) {
                int p = in.of[n][k];
                if (far[p] != FAR && far[p] + 1 == distance) {
                    return;
                }
            }
            remember(n);
            lost[losses++] = n;
            far[n] = FAR;
        }

        private void remember(int n) {
            if (seen[n] != round) {
                seen[n] = round;
                before[n] = far[n];
                changed[many++] = n;
            }
        }

        void insert(int u, int v) {
            out.add(u, v);
            in.add(v, u);
            PriorityQueue<Long> heap = new PriorityQueue<>();
            for (int i = 0; i < losses; i++) {
                int best = FAR;
                for (int k = 0; k < in.many[lost[i]]; k++) {
                    int p = far[in.of[lost[i]][k]];
                    best = Math.min(best, p == FAR ? FAR : p + 1);
                }
                if (best != FAR) {
                    heap.add((long) best << 32 | lost[i]);
                }
            }
            if (far[u] != FAR && far[u] + 1 < far[v]) {
                heap.add((long) (far[u] + 1) << 32 | v);
            }
            settle(heap);
        }

        private void settle(PriorityQueue<Long> heap) {
            while (!heap.isEmpty()) {
                long top = heap.remove();
                int distance = (int) (top >>> 32);
                int n = (int) top;
                if (distance >= far[n]) {
                    continue;
                }
                remember(n);
                far[n] = distance;
                for (int k = 0; k < out.many[n]; k++) {
                    int t = out.of[n][k];
                    if (distance + 1 < far[t]) {
                        heap.add((long) (distance + 1) << 32 | t);
                    }
                }
            }
        }

        void tell(Sums sums) {
            for (int i = 0; i < many; i++) {
                int n = changed[i];
                if (before[n] == far[n]) {
                    continue;
                }
                if (before[n] != FAR) {
                    see(n, before[n], -1, sums);
                }
                if (far[n] != FAR) {
                    see(n, far[n], 1, sums);
                }
            }
        }
    }
}
