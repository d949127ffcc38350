package dev.freshet.bench;

import static dev.freshet.bench.Definition.rows;
import static dev.freshet.bench.Definition.value;
import static dev.freshet.bench.Draws.draw;

import dev.freshet.core.circuit.Circuit;
import dev.freshet.spi.data.ColumnBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Orders joined with their customers, counted and summed per region; 20 orders a customer, 50 regions. Loaded, then one
 * customer after another moves to another region, and each time the changed regions are seen.
 */
final class JoinAggregate implements Work {
    private static final int REGIONS = 50;
    private static final int CHANGES = 1_000;
    private static final int PER_EPOCH = 100_000;
    private static final String SQL = """
            CREATE TABLE customers (id INTEGER NOT NULL, region INTEGER NOT NULL);
            CREATE TABLE orders (customer INTEGER NOT NULL, amount INTEGER NOT NULL);
            CREATE VIEW regions AS
              SELECT c.region, COUNT(*) AS orders, SUM(o.amount) AS amount
              FROM orders AS o JOIN customers AS c ON c.id = o.customer
              GROUP BY c.region;
            """;

    @Override
    public String name() {
        return "join-aggregate";
    }

    @Override
    public List<String> cases() {
        return List.of("100000", "1000000", "10000000");
    }

    private static long mixed(long region, long count, long sum) {
        return (region + 1) * (count * 1_000_003 + sum);
    }

    @Override
    public List<Measured> freshet(String one) {
        int orders = Integer.parseInt(one);
        int customers = orders / 20;
        Circuit circuit = Definition.circuit(SQL);
        Sums sums = new Sums();
        long start = System.nanoTime();
        long[] ids = new long[customers];
        long[] region = new long[customers];
        for (int i = 0; i < customers; i++) {
            ids[i] = i;
            region[i] = draw(10, i, REGIONS);
        }
        see(circuit.step(Map.of("customers", rows(ids, region.clone()))), sums);
        for (int from = 0; from < orders; from += PER_EPOCH) {
            see(circuit.step(Map.of("orders", orders(from, Math.min(orders, from + PER_EPOCH), customers))), sums);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Measured load =
                new Measured("load", orders + customers, seconds, new long[0], circuit.stateBytes(), sums.toString());
        return List.of(load, changes(circuit, region, sums));
    }

    private static ColumnBatch orders(int from, int to, int customers) {
        long[] customer = new long[to - from];
        long[] amount = new long[to - from];
        for (int i = from; i < to; i++) {
            customer[i - from] = draw(11, i, customers);
            amount[i - from] = draw(12, i, 10_000);
        }
        return rows(customer, amount);
    }

    private static Measured changes(Circuit circuit, long[] region, Sums sums) {
        long[] latencies = new long[CHANGES];
        long start = System.nanoTime();
        for (int k = 0; k < CHANGES; k++) {
            long begun = System.nanoTime();
            int who = draw(13, k, region.length);
            long fresh = draw(14, k, REGIONS);
            ColumnBatch moved =
                    rows(new long[] {who, who}, new long[] {region[who], fresh}).withWeights(new long[] {-1, 1});
            region[who] = fresh;
            see(circuit.step(Map.of("customers", moved)), sums);
            latencies[k] = System.nanoTime() - begun;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Measured("one customer moved", CHANGES, seconds, latencies, circuit.stateBytes(), sums.toString());
    }

    private static void see(Circuit.Result result, Sums sums) {
        ColumnBatch out = result.outputs().get("regions");
        for (int i = 0; out != null && i < out.size(); i++) {
            long count = value(out, 1, i);
            long sum = value(out, 2, i);
            sums.see(out.weight(i), count, mixed(value(out, 0, i), count, sum));
        }
    }

    @Override
    public List<Measured> loop(String one) {
        int orders = Integer.parseInt(one);
        Regions state = new Regions(orders / 20);
        Sums sums = new Sums();
        long start = System.nanoTime();
        state.load(orders);
        double seconds = (System.nanoTime() - start) / 1e9;
        for (int r = 0; r < REGIONS; r++) {
            state.see(r, 1, sums);
        }
        Measured load = new Measured("load", orders + orders / 20, seconds, new long[0], 0, sums.toString());
        long[] latencies = new long[CHANGES];
        start = System.nanoTime();
        for (int k = 0; k < CHANGES; k++) {
            long begun = System.nanoTime();
            state.move(draw(13, k, orders / 20), draw(14, k, REGIONS), sums);
            latencies[k] = System.nanoTime() - begun;
        }
        seconds = (System.nanoTime() - start) / 1e9;
        return List.of(load, new Measured("one customer moved", CHANGES, seconds, latencies, 0, sums.toString()));
    }

    /** The state that this one question needs, in arrays. */
    private static final class Regions {
        private final int[] region;
        private final int[][] amounts;
        private final int[] used;
        private final long[] count = new long[REGIONS];
        private final long[] sum = new long[REGIONS];

        Regions(int customers) {
            region = new int[customers];
            amounts = new int[customers][];
            used = new int[customers];
        }

        void load(int orders) {
            for (int i = 0; i < region.length; i++) {
                region[i] = draw(10, i, REGIONS);
            }
            for (int i = 0; i < orders; i++) {
                int who = draw(11, i, region.length);
                int amount = draw(12, i, 10_000);
                int[] list = amounts[who];
                if (list == null) {
                    list = new int[16];
                } else if (list.length == used[who]) {
                    list = Arrays.copyOf(list, list.length * 2);
                }
                amounts[who] = list;
                list[used[who]++] = amount;
                count[region[who]]++;
                sum[region[who]] += amount;
            }
        }

        void see(int r, int weight, Sums sums) {
            if (count[r] > 0) {
                sums.see(weight, count[r], mixed(r, count[r], sum[r]));
            }
        }

        void move(int who, int fresh, Sums sums) {
            int old = region[who];
            region[who] = fresh;
            if (old == fresh || used[who] == 0) {
                return;
            }
            long total = 0;
            for (int i = 0; i < used[who]; i++) {
                total += amounts[who][i];
            }
            see(old, -1, sums);
            see(fresh, -1, sums);
            count[old] -= used[who];
            sum[old] -= total;
            count[fresh] += used[who];
            sum[fresh] += total;
            see(old, 1, sums);
            see(fresh, 1, sums);
        }
    }
}
