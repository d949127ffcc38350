package dev.freshet.core.operator;

import dev.freshet.core.circuit.Operator;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.core.plan.SetKind;
import dev.freshet.core.trace.Consolidation;
import dev.freshet.core.trace.HashTrace;
import dev.freshet.core.trace.Hashing;
import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.core.trace.TraceObserver;
import dev.freshet.spi.data.ColumnBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** INTERSECT and EXCEPT: keeps both sides' weight per row, and emits where what follows from the two changes. */
public final class SetOperator extends Operator {
    private final SetKind kind;
    private final boolean all;
    private final HashTrace left;
    private final HashTrace right;
    private final @Nullable Expiry leftExpiry;
    private final @Nullable Expiry rightExpiry;

    public SetOperator(String id, PlanNode.SetOperation node) {
        this(id, node, null, null);
    }

    /** The expiries, over a column of both sides, say which rows can be forgotten. */
    public SetOperator(
            String id, PlanNode.SetOperation node, @Nullable Expiry leftExpiry, @Nullable Expiry rightExpiry) {
        super(id, node.kind().name().toLowerCase(Locale.ROOT), node.schema());
        int[] columns = Hashing.all(node.schema().size());
        this.kind = node.kind();
        this.all = node.all();
        this.left = new HashTrace(node.left().schema(), columns);
        this.right = new HashTrace(node.right().schema(), columns);
        this.leftExpiry = leftExpiry;
        this.rightExpiry = rightExpiry;
    }

    @Override
    protected boolean wantsStep() {
        return leftExpiry != null && leftExpiry.due() || rightExpiry != null && rightExpiry.due();
    }

    @Override
    protected ColumnBatch step(List<ColumnBatch> inputs, Rejects rejects) {
        ColumnBatch l = change(inputs.get(0), left, right, true);
        ColumnBatch r = change(inputs.get(1), right, left, false);
        KeptSlots.forget(left, leftExpiry);
        KeptSlots.forget(right, rightExpiry);
        return UnionOperator.concat(List.of(l, r), _ -> {});
    }

    private ColumnBatch change(ColumnBatch delta, HashTrace own, HashTrace other, boolean isLeft) {
        ColumnBatch in = Consolidation.of(delta);
        touch(in.size());
        int[] changed = new int[in.size()];
        long[] weights = new long[in.size()];
        int n = 0;
        for (int i = 0; i < in.size(); i++) {
            long before = weight(own, in, i);
            long after = before + in.weight(i);
            long there = weight(other, in, i);
            long d = isLeft
                    ? result(after, there) - result(before, there)
                    : result(there, after) - result(there, before);
            if (d != 0) {
                changed[n] = i;
                weights[n++] = d;
            }
        }
        KeptSlots.apply(own, isLeft ? leftExpiry : rightExpiry, in, TraceObserver.NOBODY);
        return in.gather(changed, n).withWeights(Arrays.copyOf(weights, n));
    }

    private static long weight(HashTrace trace, ColumnBatch batch, int row) {
        int slot = trace.find(batch, row);
        return slot < 0 ? 0 : trace.weight(slot);
    }

    private long result(long leftWeight, long rightWeight) {
        long l = Math.max(0, leftWeight);
        long r = Math.max(0, rightWeight);
        if (kind == SetKind.INTERSECT) {
            return all ? Math.min(l, r) : l > 0 && r > 0 ? 1 : 0;
        }
        return all ? Math.max(0, l - r) : l > 0 && r == 0 ? 1 : 0;
    }

    @Override
    public long stateBytes() {
        return left.bytes() + right.bytes();
    }

    @Override
    public long stateRows() {
        return left.size() + right.size();
    }

    @Override
    public void save(StateWriter writer) {
        writer.trace("left", left);
        writer.trace("right", right);
    }

    @Override
    public void load(StateReader reader) {
        reader.batches("left", b -> KeptSlots.apply(left, leftExpiry, b, TraceObserver.NOBODY));
        reader.batches("right", b -> KeptSlots.apply(right, rightExpiry, b, TraceObserver.NOBODY));
    }
}
