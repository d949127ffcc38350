package dev.freshet.core.operator;

import dev.freshet.core.circuit.Circuit;
import dev.freshet.core.circuit.Operator;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import java.util.List;

/** Where changes enter the inside of a recursion; they already carry their round. */
public final class RoundEntry extends Operator implements Circuit.Entry {
    private ColumnBatch pending;

    public RoundEntry(String id, Schema output) {
        super(id, "entry", output);
        pending = ColumnBatch.empty(output);
    }

    @Override
    public void offer(ColumnBatch change) {
        pending = change;
    }

    @Override
    protected boolean wantsStep() {
        return !pending.isEmpty();
    }

    @Override
    protected ColumnBatch step(List<ColumnBatch> inputs, Rejects rejects) {
        ColumnBatch out = pending;
        pending = ColumnBatch.empty(output());
        touch(out.size());
        return out;
    }
}
