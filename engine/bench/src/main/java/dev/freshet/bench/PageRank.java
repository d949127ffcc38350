package dev.freshet.bench;

import static dev.freshet.bench.Definition.rows;
import static dev.freshet.bench.Definition.value;

import dev.freshet.core.circuit.Circuit;
import dev.freshet.spi.data.ColumnBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * PageRank in whole numbers, by Pathway's definition: five steps from 6,000 each, {@code flow = rank * 5 / (degree * 6)},
 * {@code next = 1000 + incoming flow}.
 */
final class PageRank implements Work {
    private static final int STEPS = 5;

    @Override
    public String name() {
        return "pagerank";
    }

    @Override
    public List<String> cases() {
        return List.of("400000 all at once", "400000 sorted by 1000");
    }

    private static String sql() {
        StringBuilder sql = new StringBuilder("""
                CREATE TABLE edges (u INTEGER NOT NULL, v INTEGER NOT NULL);
                CREATE LOCAL VIEW degrees AS SELECT u, COUNT(*) AS degree FROM edges GROUP BY u;
                CREATE LOCAL VIEW nodes AS SELECT u AS n FROM edges UNION SELECT v FROM edges;
                CREATE LOCAL VIEW rank0 AS SELECT n, CAST(6000 AS BIGINT) AS rank FROM nodes;
                """);
        for (int step = 1; step <= STEPS; step++) {
            sql.append("""
                    CREATE LOCAL VIEW flow%1$d AS
                      SELECT r.n, CAST(r.rank * 5 / (d.degree * 6) AS INTEGER) AS flow
                      FROM rank%2$d AS r JOIN degrees AS d ON d.u = r.n;
                    CREATE%3$s VIEW rank%1$d AS
                      SELECT n, SUM(part) AS rank FROM (
                        SELECT n, 1000 AS part FROM nodes
                        UNION ALL
                        SELECT e.v, f.flow FROM edges AS e JOIN flow%1$d AS f ON f.n = e.u) AS parts
                      GROUP BY n;
                    """.formatted(step, step - 1, step < STEPS ? " LOCAL" : ""));
        }
        return sql.toString();
    }

    /** EDGES "all at once" or EDGES "sorted by" N. */
    private record Size(Graph graph, int perEpoch) {
        static Size of(String one) {
            String[] words = one.split(" ");
            int edges = Integer.parseInt(words[0]);
            Graph graph = Graph.random(edges);
            return words[1].equals("sorted")
                    ? new Size(graph.sorted(), Integer.parseInt(words[3]))
                    : new Size(graph, edges);
        }

        int epochs() {
            return graph.from().length / perEpoch;
        }
    }

    @Override
    public List<Measured> freshet(String one) {
        Size size = Size.of(one);
        Graph graph = size.graph();
        int per = size.perEpoch();
        Circuit circuit = Definition.circuit(sql());
        long[] latencies = new long[size.epochs()];
        Sums sums = new Sums();
        long start = System.nanoTime();
        for (int e = 0; e < latencies.length; e++) {
            long begun = System.nanoTime();
            long[] u = new long[per];
            long[] v = new long[per];
            for (int i = 0; i < per; i++) {
                u[i] = graph.from()[e * per + i];
                v[i] = graph.to()[e * per + i];
            }
            ColumnBatch out =
                    circuit.step(Map.of("edges", rows(u, v))).outputs().get("rank" + STEPS);
            for (int i = 0; out != null && i < out.size(); i++) {
                see(value(out, 0, i), value(out, 1, i), out.weight(i), sums);
            }
            latencies[e] = System.nanoTime() - begun;
        }
        return measured(size, start, latencies, circuit.stateBytes(), sums);
    }

    private static List<Measured> measured(Size size, long start, long[] latencies, long state, Sums sums) {
        double seconds = (System.nanoTime() - start) / 1e9;
        long[] told = latencies.length == 1 ? new long[0] : latencies;
        return List.of(new Measured("", size.graph().from().length, seconds, told, state, sums.toString()));
    }

    private static void see(long node, long rank, long weight, Sums sums) {
        sums.see(weight, rank, (node + 1) * rank);
    }

    @Override
    public List<Measured> loop(String one) {
        Size size = Size.of(one);
        int per = size.perEpoch();
        long[] latencies = new long[size.epochs()];
        Sums sums = new Sums();
        long start = System.nanoTime();
        Ranks ranks = new Ranks(size.graph());
        for (int e = 0; e < latencies.length; e++) {
            long begun = System.nanoTime();
            ranks.add(e * per, (e + 1) * per, sums);
            latencies[e] = System.nanoTime() - begun;
        }
        return measured(size, start, latencies, 0, sums);
    }

    /** Arrays; a batch recomputes only the nodes whose incoming flow changed, step by step. */
    private static final class Ranks {
        private final Graph graph;
        private final int[][] to;
        private final int[] degree;
        private final boolean[] exists;
        private final boolean[] told;
        private final long[][] rank;
        private final long[][] old;
        private final int[][] touched;
        private final int[] many = new int[STEPS + 1];
        private final int[][] seen;
        private final int[] oldDegree;
        private final int[] sourceSeen;
        private final List<Integer> sources = new ArrayList<>();
        private int round;

        Ranks(Graph graph) {
            int nodes = graph.nodes();
            this.graph = graph;
            this.to = new int[nodes][8];
            this.degree = new int[nodes];
            this.exists = new boolean[nodes];
            this.told = new boolean[nodes];
            this.rank = new long[STEPS + 1][nodes];
            this.old = new long[STEPS + 1][nodes];
            this.touched = new int[STEPS + 1][nodes];
            this.seen = new int[STEPS + 1][nodes];
            this.oldDegree = new int[nodes];
            this.sourceSeen = new int[nodes];
        }

        void add(int first, int end, Sums sums) {
            round++;
            Arrays.fill(many, 0);
            sources.clear();
            for (int i = first; i < end; i++) {
                appear(graph.from()[i]);
                appear(graph.to()[i]);
                edge(graph.from()[i], graph.to()[i]);
            }
            for (int s = 0; s < STEPS; s++) {
                step(s);
            }
            for (int i = 0; i < many[STEPS]; i++) {
                tell(touched[STEPS][i], sums);
            }
        }

        private void appear(int n) {
            if (!exists[n]) {
                exists[n] = true;
                for (int s = 0; s <= STEPS; s++) {
                    touch(s, n);
                    rank[s][n] += s == 0 ? 6000 : 1000;
                }
            }
        }

        private void edge(int u, int v) {
            if (sourceSeen[u] != round) {
                sourceSeen[u] = round;
                oldDegree[u] = degree[u];
                sources.add(u);
            }
            if (to[u].length == degree[u]) {
                to[u] = Arrays.copyOf(to[u], degree[u] * 2);
            }
            to[u][degree[u]++] = v;
        }

        private void step(int s) {
            for (int source : sources) {
                touch(s, source);
            }
            for (int i = 0; i < many[s]; i++) {
                int n = touched[s][i];
                int before = sourceSeen[n] == round ? oldDegree[n] : degree[n];
                long was = before == 0 ? 0 : old[s][n] * 5 / (before * 6L);
                long now = degree[n] == 0 ? 0 : rank[s][n] * 5 / (degree[n] * 6L);
                for (int k = was == now ? before : 0; k < degree[n]; k++) {
                    int t = to[n][k];
                    touch(s + 1, t);
                    rank[s + 1][t] += k < before ? now - was : now;
                }
            }
        }

        private void touch(int s, int n) {
            if (seen[s][n] != round) {
                seen[s][n] = round;
                old[s][n] = rank[s][n];
                touched[s][many[s]++] = n;
            }
        }

        private void tell(int n, Sums sums) {
            if (told[n]) {
                see(n, old[STEPS][n], -1, sums);
            }
            told[n] = true;
            see(n, rank[STEPS][n], 1, sums);
        }
    }
}
