package dev.freshet.core.operator;

import dev.freshet.core.circuit.Clocks;
import dev.freshet.core.circuit.Operator;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.core.expr.Evaluator;
import dev.freshet.core.expr.Vec;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.core.trace.Consolidation;
import dev.freshet.core.trace.HashTrace;
import dev.freshet.core.trace.Hashing;
import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.core.trace.TraceObserver;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.error.RowError;
import java.util.Arrays;
import java.util.List;

/**
 * Conditions on NOW(): rows come and go as the epochs' time passes. Keeps the rows that are shown or will be, by the time of
 * their next change; those that are over are forgotten.
 */
public final class TemporalFilterOperator extends Operator {
    private static final Schema CLOCK = Schema.of(new Field("now", Type.BIGINT.notNull()));

    private final List<Evaluator> from;
    private final List<Evaluator> until;
    private final Clocks clocks;
    private final HashTrace rows;
    private final DueSlots due = new DueSlots();
    private long[] ends = new long[16];
    private boolean[] shown = new boolean[16];

    public TemporalFilterOperator(
            String id, PlanNode.TemporalFilter node, List<Evaluator> from, List<Evaluator> until, Clocks clocks) {
        super(id, "temporal filter", node.schema());
        this.from = from;
        this.until = until;
        this.clocks = clocks;
        this.rows = new HashTrace(node.schema(), Hashing.all(node.schema().size()));
    }

    /** When the rows of a batch are shown: from the one to before the other; nothing when they do not lie so. */
    private record Spans(long[] from, long[] until) {
        boolean isOver(int row, long now) {
            return until[row] <= now || from[row] >= until[row];
        }
    }

    @Override
    public boolean readsClock() {
        return true;
    }

    @Override
    public long nextDue() {
        return due.next();
    }

    @Override
    protected boolean wantsStep() {
        return due.next() <= clocks.now();
    }

    @Override
    protected ColumnBatch step(List<ColumnBatch> inputs, Rejects rejects) {
        ColumnBatch passed = pass();
        ColumnBatch in = Consolidation.of(inputs.get(0));
        touch(in.size() + passed.size());
        if (in.isEmpty()) {
            return passed;
        }
        return UnionOperator.concat(List.of(passed, take(in, spans(in, rejects))), _ -> {});
    }

    /** What the clock changes. */
    private ColumnBatch pass() {
        SlotChanges changes = new SlotChanges();
        SlotChanges over = new SlotChanges();
        long now = clocks.now();
        for (int slot = due.poll(now + 1); slot >= 0; slot = due.poll(now + 1)) {
            if (shown[slot]) {
                changes.add(slot, -rows.weight(slot));
                over.add(slot, 0);
            } else if (ends[slot] <= now) {
                over.add(slot, 0);
            } else {
                changes.add(slot, rows.weight(slot));
                show(slot);
            }
        }
        ColumnBatch out = changes.rows(rows);
        for (int i = 0; i < over.count(); i++) {
            rows.forget(over.slots()[i]);
        }
        return out;
    }

    private void show(int slot) {
        shown[slot] = true;
        if (ends[slot] != Long.MAX_VALUE) {
            due.put(slot, ends[slot]);
        }
    }

    /** Rows that are over were never here, or are not any more. */
    private ColumnBatch take(ColumnBatch in, Spans all) {
        long now = clocks.now();
        int[] live = new int[in.size()];
        int[] visible = new int[in.size()];
        int n = 0;
        int v = 0;
        for (int i = 0; i < in.size(); i++) {
            if (!all.isOver(i, now)) {
                live[n++] = i;
                if (all.from()[i] <= now) {
                    visible[v++] = i;
                }
            }
        }
        ColumnBatch kept = in.gather(live, n);
        int[] at = live;
        rows.apply(kept, new TraceObserver() {
            @Override
            public void inserted(int slot, int row) {
                enter(slot, all.from()[at[row]], all.until()[at[row]]);
            }

            @Override
            public void removing(int slot) {
                due.remove(slot);
            }
        });
        return in.gather(visible, v);
    }

    private void enter(int slot, long start, long end) {
        if (slot >= ends.length) {
            int capacity = Math.max(slot + 1, ends.length + (ends.length >> 1));
            ends = Arrays.copyOf(ends, capacity);
            shown = Arrays.copyOf(shown, capacity);
        }
        ends[slot] = end;
        shown[slot] = false;
        if (start <= clocks.now()) {
            show(slot);
        } else {
            due.put(slot, start);
        }
    }

    private Spans spans(ColumnBatch in, Rejects rejects) {
        long[] starts = new long[in.size()];
        long[] stops = new long[in.size()];
        Arrays.fill(starts, Long.MIN_VALUE);
        Arrays.fill(stops, Long.MAX_VALUE);
        boolean[] failed = new boolean[in.size()];
        for (Evaluator e : from) {
            narrow(in, e.evaluate(in), starts, true, failed, rejects);
        }
        for (Evaluator e : until) {
            narrow(in, e.evaluate(in), stops, false, failed, rejects);
        }
        for (int i = 0; i < failed.length; i++) {
            stops[i] = failed[i] ? Long.MIN_VALUE : stops[i];
        }
        return new Spans(starts, stops);
    }

    private void narrow(ColumnBatch in, Vec v, long[] bounds, boolean most, boolean[] failed, Rejects rejects) {
        LongColumn c = (LongColumn) v.column();
        for (int i = 0; i < bounds.length; i++) {
            RowError error = v.error(i);
            if (error != null && !failed[i]) {
                rejects.add(error, output(), in, i, in.weight(i));
            }
            if (error != null || c.isNull(i)) {
                failed[i] = true;
            } else {
                bounds[i] = most ? Math.max(bounds[i], c.get(i)) : Math.min(bounds[i], c.get(i));
            }
        }
    }

    @Override
    public long stateBytes() {
        return rows.bytes() + due.bytes() + 9L * ends.length;
    }

    @Override
    public long stateRows() {
        return rows.size();
    }

    @Override
    public void save(StateWriter writer) {
        writer.trace("rows", rows);
        writer.batch("clock", new BatchBuilder(CLOCK).row(1, clocks.now()).build());
    }

    @Override
    public void load(StateReader reader) {
        reader.batches("clock", b -> clocks.now(((LongColumn) b.column(0)).get(0)));
        Rejects known = new Rejects();
        reader.batches("rows", b -> take(b, spans(b, known)));
    }
}
