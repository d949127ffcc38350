package dev.freshet.core.operator;

import dev.freshet.core.circuit.Operator;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.core.trace.Consolidation;
import dev.freshet.core.trace.HashTrace;
import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.core.trace.TraceObserver;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Keeps each row's weight; emits a change where it becomes positive or stops being so. */
public final class DistinctOperator extends Operator {
    private final HashTrace rows;
    private final @Nullable Expiry expiry;

    public DistinctOperator(String id, Schema schema) {
        this(id, schema, null);
    }

    /** {@code expiry}, over a column, says which rows can be forgotten. */
    public DistinctOperator(String id, Schema schema, @Nullable Expiry expiry) {
        super(id, "distinct", schema);
        this.expiry = expiry;
        rows = new HashTrace(schema, IntStream.range(0, schema.size()).toArray());
    }

    @Override
    protected boolean wantsStep() {
        return expiry != null && expiry.due();
    }

    @Override
    protected ColumnBatch step(List<ColumnBatch> inputs, Rejects rejects) {
        ColumnBatch in = Consolidation.of(inputs.get(0));
        touch(in.size());
        int[] changed = new int[in.size()];
        long[] weights = new long[in.size()];
        int n = 0;
        for (int i = 0; i < in.size(); i++) {
            int slot = rows.find(in, i);
            long before = slot < 0 ? 0 : rows.weight(slot);
            boolean was = before > 0;
            boolean is = before + in.weight(i) > 0;
            if (was != is) {
                changed[n] = i;
                weights[n++] = is ? 1 : -1;
            }
        }
        apply(in);
        KeptSlots.forget(rows, expiry);
        return in.gather(changed, n).withWeights(java.util.Arrays.copyOf(weights, n));
    }

    @Override
    protected boolean consolidated() {
        return true;
    }

    @Override
    public long stateBytes() {
        return rows.bytes();
    }

    @Override
    public long stateRows() {
        return rows.size();
    }

    @Override
    public void save(StateWriter writer) {
        writer.trace("rows", rows);
    }

    @Override
    public void load(StateReader reader) {
        reader.batches("rows", this::apply);
    }

    private void apply(ColumnBatch delta) {
        KeptSlots.apply(rows, expiry, delta, TraceObserver.NOBODY);
    }
}
