package dev.freshet.core.circuit;

import dev.freshet.core.trace.Consolidation;
import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.store.PartFile;
import dev.freshet.spi.store.ViewReject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The operators of one pipeline version in an order in which inputs come first. A step carries one epoch's whole input
 * change to all outputs; nothing of it can be seen half-way. One owner thread.
 */
public final class Circuit {
    /** An operator, the positions of its inputs and the views that its rejected rows belong to. */
    public record Node(Operator operator, List<Integer> inputs, Set<String> views) {
        public Node {
            inputs = List.copyOf(inputs);
        }
    }

    /** Takes a table's change of the epoch. */
    public interface Entry {
        void offer(ColumnBatch change);
    }

    /** Net changes per view (consolidated, only views that changed), and the rows that views could not compute. */
    public record Result(Map<String, ColumnBatch> outputs, ColumnBatch viewRejects) {}

    /** What one operator did in the last step, and what it keeps. */
    public record Stats(
            int node,
            String id,
            String kind,
            List<Integer> inputs,
            Set<String> views,
            long touched,
            long emitted,
            long totalTouched,
            long stateRows,
            long stateBytes) {}

    private final List<Node> nodes;
    private final Map<String, Entry> tables;
    private final Map<String, Integer> views;
    private final ColumnBatch[] changes;
    private final long[] totalTouched;
    private final Clocks clocks;
    private final boolean readsClock;

    public Circuit(List<Node> nodes, Map<String, Entry> tables, Map<String, Integer> views) {
        this(nodes, tables, views, new Clocks());
    }

    /** {@code clocks} are those that the operators read. */
    public Circuit(List<Node> nodes, Map<String, Entry> tables, Map<String, Integer> views, Clocks clocks) {
        this.clocks = clocks;
        this.nodes = List.copyOf(nodes);
        this.readsClock = nodes.stream().anyMatch(n -> n.operator().readsClock());
        this.tables = Map.copyOf(tables);
        this.views = new LinkedHashMap<>(views);
        this.changes = new ColumnBatch[nodes.size()];
        this.totalTouched = new long[nodes.size()];
    }

    /** One epoch that happens at {@code now}, µs since 1970; must not lie before that of an earlier epoch to count. */
    public Result step(Map<String, ColumnBatch> input, long now) {
        clocks.now(now);
        return step(input);
    }

    /** Whether results depend on the epochs' time. */
    public boolean readsClock() {
        return readsClock;
    }

    /** The time at which something changes even without input; {@link Long#MAX_VALUE} for never. */
    public long nextDue() {
        if (!readsClock) {
            return Long.MAX_VALUE;
        }
        return nodes.stream().mapToLong(n -> n.operator().nextDue()).min().orElse(Long.MAX_VALUE);
    }

    /** One epoch: {@code input} holds the net change per table; tables may be absent. */
    public Result step(Map<String, ColumnBatch> input) {
        input.forEach((table, change) -> {
            Entry entry = tables.get(table);
            if (entry != null) {
                entry.offer(change);
            }
        });
        BatchBuilder rejected = new BatchBuilder(ViewReject.SCHEMA);
        for (int i = 0; i < nodes.size(); i++) {
            changes[i] = run(nodes.get(i), rejected);
            totalTouched[i] += nodes.get(i).operator().touched();
        }
        Map<String, ColumnBatch> outputs = new LinkedHashMap<>();
        views.forEach((view, node) -> {
            ColumnBatch net =
                    nodes.get(node).operator().consolidated() ? changes[node] : Consolidation.of(changes[node]);
            if (!net.isEmpty()) {
                outputs.put(view, net);
            }
        });
        return new Result(outputs, Consolidation.of(rejected.build()));
    }

    private ColumnBatch run(Node node, BatchBuilder rejected) {
        List<ColumnBatch> inputs = new ArrayList<>(node.inputs().size());
        boolean any = node.inputs().isEmpty() || node.operator().wantsStep();
        for (int i : node.inputs()) {
            inputs.add(changes[i]);
            any |= !changes[i].isEmpty();
        }
        if (!any) {
            return node.operator().idle();
        }
        Rejects rejects = new Rejects();
        ColumnBatch out = node.operator().run(inputs, rejects);
        for (Rejects.Entry e : rejects.entries()) {
            for (String view : node.views()) {
                rejected.row(e.weight(), view, e.error().code(), e.error().detail(), e.row());
            }
        }
        return out;
    }

    public Set<String> views() {
        return views.keySet();
    }

    public List<Stats> stats() {
        List<Stats> out = new ArrayList<>(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            Node n = nodes.get(i);
            Operator o = n.operator();
            out.add(new Stats(
                    i,
                    o.id(),
                    o.kind(),
                    n.inputs(),
                    n.views(),
                    o.touched(),
                    o.emitted(),
                    totalTouched[i],
                    o.stateRows(),
                    o.stateBytes()));
        }
        return out;
    }

    /** Rows that the last step touched. */
    public long touched() {
        long n = 0;
        for (Node node : nodes) {
            n += node.operator().touched();
        }
        return n;
    }

    public long stateBytes() {
        long n = 0;
        for (Node node : nodes) {
            n += node.operator().stateBytes();
        }
        return n;
    }

    /** State of every operator that keeps one, by its id. */
    public Map<String, List<byte[]>> save() {
        return save(null);
    }

    /** As {@link #save()}; the parts lie in the file, unless that is null. */
    public Map<String, List<byte[]>> save(@Nullable PartFile file) {
        Map<String, List<byte[]>> out = new LinkedHashMap<>();
        for (Node node : nodes) {
            StateWriter writer = new StateWriter(file);
            node.operator().save(writer);
            out.put(node.operator().id(), writer.parts());
        }
        return out;
    }

    /** True when the saved state knows every operator of this circuit, so that it can be loaded. */
    public boolean isCoveredBy(Map<String, List<byte[]>> saved) {
        return nodes.stream().allMatch(n -> saved.containsKey(n.operator().id()));
    }

    /** Loads into a circuit that has not stepped yet. */
    public void load(Map<String, List<byte[]>> saved) {
        for (Node node : nodes) {
            List<byte[]> parts = saved.get(node.operator().id());
            if (parts != null) {
                node.operator().load(new StateReader(parts));
            }
        }
    }
}
