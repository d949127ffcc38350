package dev.freshet.core.operator;

import dev.freshet.core.circuit.Operator;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.core.trace.HashTrace;
import dev.freshet.core.trace.Hashing;
import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.core.trace.TraceObserver;
import dev.freshet.spi.data.ColumnBatch;
import java.util.List;

/**
 * Holds rows back until nothing can change them any more: those whose column lies below the horizon. What has been shown is
 * forgotten. Rows without a time are never final and pass at once.
 */
public final class FinalOperator extends Operator {
    private final Expiry expiry;
    private final HashTrace waiting;

    public FinalOperator(String id, PlanNode.Final node, Horizon horizon) {
        super(id, "final", node.schema());
        this.expiry = new Expiry(node.column(), horizon);
        this.waiting = new HashTrace(node.schema(), Hashing.all(node.schema().size()));
    }

    @Override
    protected boolean wantsStep() {
        return expiry.due();
    }

    @Override
    protected ColumnBatch step(List<ColumnBatch> inputs, Rejects rejects) {
        ColumnBatch in = inputs.get(0);
        touch(in.size());
        ColumnBatch timeless = part(in, true);
        take(part(in, false));
        ColumnBatch done = released();
        return UnionOperator.concat(List.of(done, timeless), _ -> {});
    }

    private ColumnBatch part(ColumnBatch in, boolean timeless) {
        int[] kept = new int[in.size()];
        int n = 0;
        for (int i = 0; i < kept.length; i++) {
            if (in.column(expiry.column()).isNull(i) == timeless) {
                kept[n++] = i;
            }
        }
        return n == kept.length ? in : in.gather(kept, n);
    }

    private void take(ColumnBatch rows) {
        KeptSlots.apply(waiting, expiry, rows, TraceObserver.NOBODY);
    }

    private ColumnBatch released() {
        SlotChanges out = new SlotChanges();
        for (int slot = expiry.poll(); slot >= 0; slot = expiry.poll()) {
            out.add(slot, waiting.weight(slot));
        }
        ColumnBatch rows = out.rows(waiting);
        for (int i = 0; i < out.count(); i++) {
            waiting.forget(out.slots()[i]);
        }
        touch(out.count());
        return rows;
    }

    @Override
    public long stateBytes() {
        return waiting.bytes() + expiry.bytes();
    }

    @Override
    public long stateRows() {
        return waiting.size();
    }

    @Override
    public void save(StateWriter writer) {
        writer.trace("waiting", waiting);
    }

    @Override
    public void load(StateReader reader) {
        reader.batches("waiting", this::take);
    }
}
