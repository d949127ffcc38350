package dev.freshet.core.operator;

import dev.freshet.core.circuit.Circuit;
import dev.freshet.core.circuit.Operator;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.core.trace.Consolidation;
import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Values;
import dev.freshet.spi.error.RowError;
import dev.freshet.spi.store.ViewReject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A fixpoint, kept up as differential dataflow does (McSherry et al. 2013): every row inside carries the round in which it
 * came or went, so that the inner operators' state is the history of all rounds. A change enters at round 0, what the
 * bodies make of it comes back one round later, and only rounds that come out otherwise than before are computed.
 */
public final class RecursionOperator extends Operator {
    /** A recursion that needs more rounds than this in one epoch fails. */
    public static final long MAX_ROUNDS = 100_000;

    /** A recursion that moves more rows than this in one epoch fails. */
    public static final long MAX_ROWS = 20_000_000;

    private final PlanNode.Recursion node;
    private final Circuit inside;
    private final List<Schema> inputs;

    /** {@code inside} takes inputs as {@code x0 …} and the relations as {@code v0 …}, and gives the bodies as {@code v0 …}. */
    public RecursionOperator(String id, PlanNode.Recursion node, Circuit inside) {
        super(id, "recursion", node.schema());
        this.node = node;
        this.inside = inside;
        this.inputs = node.externals().stream().map(PlanNode::schema).toList();
    }

    @Override
    protected ColumnBatch step(List<ColumnBatch> changes, Rejects rejects) {
        TreeMap<Long, Map<String, List<ColumnBatch>>> pending = new TreeMap<>();
        for (int i = 0; i < changes.size(); i++) {
            ColumnBatch change = Consolidation.of(changes.get(i));
            if (!change.isEmpty()) {
                put(pending, 0, "x" + i, withRound(change));
            }
        }
        List<ColumnBatch> out = new ArrayList<>();
        long moved = 0;
        for (long done = 0; !pending.isEmpty(); done++) {
            Map.Entry<Long, Map<String, List<ColumnBatch>>> first = pending.firstEntry();
            pending.remove(first.getKey());
            Map<String, ColumnBatch> input = new LinkedHashMap<>();
            for (Map.Entry<String, List<ColumnBatch>> e : first.getValue().entrySet()) {
                List<ColumnBatch> parts = e.getValue(); // each of them without equal rows
                ColumnBatch batch = parts.size() == 1 ? parts.getFirst() : Consolidation.of(ColumnBatch.concat(parts));
                moved += batch.size();
                if (!batch.isEmpty()) {
                    input.put(e.getKey(), batch);
                }
            }
            check(done, moved);
            if (!input.isEmpty()) {
                round(input, pending, out, rejects);
            }
        }
        touch(moved);
        out.add(ColumnBatch.empty(output()));
        return Consolidation.of(UnionOperator.concat(out, _ -> {}));
    }

    private static void check(long rounds, long moved) {
        if (rounds > MAX_ROUNDS || moved > MAX_ROWS) {
            throw new RecursionBudgetException("a recursion did not end within " + MAX_ROUNDS + " rounds and "
                    + MAX_ROWS + " rows: it may have no end; bound it with MAX ROUNDS n");
        }
    }

    private void round(
            Map<String, ColumnBatch> input,
            TreeMap<Long, Map<String, List<ColumnBatch>>> pending,
            List<ColumnBatch> out,
            Rejects rejects) {
        Circuit.Result result = inside.step(input);
        result.outputs().forEach((name, change) -> {
            if (name.equals("v" + node.result())) {
                out.add(withoutRound(change));
            }
            back(name, change, pending);
        });
        forward(result.viewRejects(), rejects);
    }

    /** What the bodies made comes back in the next round, apart by round. */
    private void back(String name, ColumnBatch change, TreeMap<Long, Map<String, List<ColumnBatch>>> pending) {
        LongColumn rounds = (LongColumn) change.columns().getLast();
        long[] order = new long[change.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = rounds.get(i) << 32 | i;
        }
        Arrays.sort(order);
        int[] rows = new int[order.length];
        for (int from = 0; from < order.length; ) {
            long round = order[from] >> 32;
            int n = 0;
            while (from < order.length && order[from] >> 32 == round) {
                rows[n++] = (int) order[from++];
            }
            put(name, n == order.length ? change : change.gather(rows, n), round + 1, pending);
        }
    }

    private void put(
            String name, ColumnBatch change, long round, TreeMap<Long, Map<String, List<ColumnBatch>>> pending) {
        if (node.rounds() < 0 || round < node.rounds()) {
            List<Column> columns = new ArrayList<>(change.columns());
            columns.set(columns.size() - 1, constant(round, change.size()));
            put(pending, round, name, change.withColumns(columns));
        }
    }

    private static void put(
            TreeMap<Long, Map<String, List<ColumnBatch>>> pending, long round, String name, ColumnBatch batch) {
        pending.computeIfAbsent(round, _ -> new LinkedHashMap<>())
                .computeIfAbsent(name, _ -> new ArrayList<>())
                .add(batch);
    }

    private static LongColumn constant(long value, int size) {
        long[] out = new long[size];
        Arrays.fill(out, value);
        return LongColumn.of(out);
    }

    private static ColumnBatch withRound(ColumnBatch change) {
        List<Column> columns = new ArrayList<>(change.columns());
        columns.add(constant(0, change.size()));
        return change.withColumns(columns);
    }

    private static ColumnBatch withoutRound(ColumnBatch change) {
        List<Column> columns = change.columns();
        return change.withColumns(columns.subList(0, columns.size() - 1));
    }

    private static void forward(ColumnBatch rejected, Rejects rejects) {
        for (int i = 0; i < rejected.size(); i++) {
            List<@Nullable Object> row = Values.row(ViewReject.SCHEMA, rejected, i);
            if (String.valueOf(row.get(0)).equals("v0")) {
                rejects.add(new Rejects.Entry(
                        new RowError(String.valueOf(row.get(1)), String.valueOf(row.get(2))),
                        String.valueOf(row.get(3)),
                        rejected.weight(i)));
            }
        }
    }

    /** Schemas of the inputs. */
    List<Schema> inputs() {
        return inputs;
    }

    @Override
    protected boolean consolidated() {
        return true;
    }

    @Override
    public long stateBytes() {
        return inside.stateBytes();
    }

    @Override
    public long stateRows() {
        return inside.stats().stream().mapToLong(Circuit.Stats::stateRows).sum();
    }

    @Override
    public void save(StateWriter writer) {
        inside.save().forEach((id, parts) -> parts.forEach(part -> writer.raw(id, part)));
    }

    @Override
    public void load(StateReader reader) {
        Map<String, List<byte[]>> saved = new HashMap<>();
        reader.raw(
                (id, part) -> saved.computeIfAbsent(id, _ -> new ArrayList<>()).add(part));
        inside.load(saved);
    }
}
