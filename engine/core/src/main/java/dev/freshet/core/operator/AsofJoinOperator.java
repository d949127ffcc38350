package dev.freshet.core.operator;

import dev.freshet.core.circuit.Operator;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.core.plan.AsofMatch;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.core.plan.SortKey;
import dev.freshet.core.trace.Consolidation;
import dev.freshet.core.trace.HashTrace;
import dev.freshet.core.trace.PlacedSlots;
import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * ASOF JOIN. Both sides are kept per key, in the order in which the nearest match comes first: what a left row matches is
 * then the first right row behind it, and the left rows that match a right row lie between it and the right row before it.
 * A changed left row costs the logarithm of its key, a changed right row besides the left rows that match it.
 */
public final class AsofJoinOperator extends Operator {
    private final boolean outer;
    private final AsofMatch match;
    private final Side left;
    private final Side right;
    /** The right row that each left row matches, or -1. */
    private int[] matchOf = new int[16];

    private boolean[] marked = new boolean[16];

    public AsofJoinOperator(String id, PlanNode.AsofJoin node) {
        this(id, node, null, null);
    }

    /**
     * The expiries, over the times of either side, say which left rows keep their match, and which right rows are reached by
     * none but these: of the latter the nearest one stays.
     */
    public AsofJoinOperator(
            String id, PlanNode.AsofJoin node, @Nullable Expiry leftExpiry, @Nullable Expiry rightExpiry) {
        super(id, node.outer() ? "left asof join" : "asof join", node.schema());
        this.outer = node.outer();
        this.match = node.match();
        this.left = new Side(node.left().schema(), node.leftKeys(), node.leftTime(), match);
        this.right = new Side(node.right().schema(), node.rightKeys(), node.rightTime(), match);
        this.left.rows.expire(leftExpiry, 0);
        this.right.rows.expire(rightExpiry, 0);
    }

    private static final class Side {
        final Schema schema;
        final int[] keys;
        final int time;
        final OrderedPartitions rows;

        Side(Schema schema, List<Integer> keyList, int time, AsofMatch match) {
            this.schema = schema;
            this.keys = keyList.stream().mapToInt(Integer::intValue).toArray();
            this.time = time;
            this.rows = new OrderedPartitions(schema, keyList, List.of(new SortKey(time, match.backward(), false)));
        }

        HashTrace trace() {
            return rows.trace();
        }

        boolean canMatch(ColumnBatch batch, int row) {
            for (int k : keys) {
                if (batch.column(k).isNull(row)) {
                    return false;
                }
            }
            return !batch.column(time).isNull(row);
        }

        /** The rows that can match something, or those that cannot. */
        ColumnBatch matching(ColumnBatch batch, boolean wanted) {
            int[] kept = new int[batch.size()];
            int n = 0;
            for (int i = 0; i < kept.length; i++) {
                if (canMatch(batch, i) == wanted) {
                    kept[n++] = i;
                }
            }
            return n == kept.length ? batch : batch.gather(kept, n);
        }
    }

    @Override
    protected boolean wantsStep() {
        return left.rows.due() || right.rows.due();
    }

    private void forget() {
        left.rows.forgetDue();
        for (int slot = right.rows.poll(); slot >= 0; slot = right.rows.poll()) {
            right.rows.forgetBehind(slot);
        }
    }

    @Override
    protected ColumnBatch step(List<ColumnBatch> inputs, Rejects rejects) {
        ColumnBatch lefts = Consolidation.of(inputs.get(0));
        ColumnBatch rights = right.matching(Consolidation.of(inputs.get(1)), true);
        List<ColumnBatch> out = new ArrayList<>();
        if (!rights.isEmpty()) {
            right.rows.apply(rights, new RightChange(rights, out));
        }
        ColumnBatch able = left.matching(lefts, true);
        if (!able.isEmpty()) {
            left.rows.apply(able, new LeftChange(able, out));
        }
        if (outer && able.size() < lefts.size()) {
            ColumnBatch alone = left.matching(lefts, false);
            touch(alone.size());
            out.add(padded(alone));
        }
        forget();
        out.add(ColumnBatch.empty(output()));
        return UnionOperator.concat(out, _ -> {});
    }

    // ---- where the sides meet ----

    private boolean holds(int leftSlot, int rightSlot) {
        return match.holds(left.trace().compare(left.time, leftSlot, right.trace(), right.time, rightSlot));
    }

    /** What a left row matches among the right rows of a partition (-1 for none), or -1. */
    private int nearest(int leftSlot, int partition) {
        if (partition < 0) {
            return -1;
        }
        PlacedSlots ranks = right.rows.ranks();
        int root = right.rows.root(partition);
        long at = ranks.position(root, slot -> !holds(leftSlot, slot));
        return at < ranks.total(root) ? ranks.at(root, at) : -1;
    }

    /** Walks the left rows of a partition that match exactly this row, as the right rows stand in their order. */
    private void matching(int rightSlot, int leftPartition, IntConsumer visitor) {
        PlacedSlots rights = right.rows.ranks();
        PlacedSlots lefts = left.rows.ranks();
        int root = right.rows.root(right.rows.partitionOf(rightSlot));
        int leftRoot = left.rows.root(leftPartition);
        long place = rights.position(root, rightSlot);
        int before = place == 0 ? -1 : rights.at(root, place - 1);
        long from = before < 0 ? 0 : lefts.position(leftRoot, l -> holds(l, before));
        long to = lefts.position(leftRoot, l -> holds(l, rightSlot));
        for (long p = from; p < to; ) {
            int slot = lefts.at(leftRoot, p);
            p = lefts.start() + lefts.weight(slot);
            visitor.accept(slot);
        }
    }

    // ---- changes ----

    /** A delta of one side, and the slots that its rows have there. */
    private abstract static class SideChange implements OrderedPartitions.Change {
        final ColumnBatch delta;
        final int[] hashes;
        final int[] slots;
        final List<ColumnBatch> out;

        SideChange(ColumnBatch delta, Side side, List<ColumnBatch> out) {
            this.delta = delta;
            this.hashes = HashTrace.hashes(delta, side.keys);
            this.slots = new int[delta.size()];
            this.out = out;
        }

        @Override
        public final void row(int row, int slot, int partition) {
            slots[row] = slot;
        }
    }

    /** Changes of right rows move left rows from one match to another. */
    private final class RightChange extends SideChange {
        private int[] affected = new int[16];
        private int[] partitions = new int[16];
        private int count;

        RightChange(ColumnBatch delta, List<ColumnBatch> out) {
            super(delta, right, out);
        }

        @Override
        public void settled() {
            int[] partners = new int[slots.length];
            boolean[] was = new boolean[slots.length];
            for (int i = 0; i < slots.length; i++) {
                partners[i] = left.rows.find(hashes[i], delta, right.keys, i);
                was[i] = right.rows.ranks().weight(slots[i]) > 0;
                if (partners[i] >= 0 && was[i] && !is(slots[i])) {
                    affect(slots[i], partners[i]);
                }
            }
            for (int slot : slots) {
                right.rows.advance(slot);
            }
            for (int i = 0; i < slots.length; i++) {
                if (partners[i] >= 0 && !was[i] && is(slots[i])) {
                    affect(slots[i], partners[i]);
                }
            }
            touch(slots.length + count);
            move();
        }

        private boolean is(int slot) {
            return right.trace().weight(slot) > 0;
        }

        private void affect(int rightSlot, int leftPartition) {
            int partition = right.rows.partitionOf(rightSlot);
            matching(rightSlot, leftPartition, leftSlot -> {
                if (!marked[leftSlot]) {
                    marked[leftSlot] = true;
                    if (count == affected.length) {
                        affected = Arrays.copyOf(affected, count * 2);
                        partitions = Arrays.copyOf(partitions, count * 2);
                    }
                    partitions[count] = partition;
                    affected[count++] = leftSlot;
                }
            });
        }

        private void move() {
            Pairs pairs = new Pairs(2 * count);
            HashTrace lefts = left.trace();
            for (int i = 0; i < count; i++) {
                int slot = affected[i];
                marked[slot] = false;
                int now = nearest(slot, partitions[i]);
                if (now != matchOf[slot]) {
                    pairs.add(slot, matchOf[slot], -lefts.weight(slot));
                    pairs.add(slot, now, lefts.weight(slot));
                    matchOf[slot] = now;
                }
            }
            pairs.emit(out);
        }
    }

    private final class LeftChange extends SideChange {
        LeftChange(ColumnBatch delta, List<ColumnBatch> out) {
            super(delta, left, out);
        }

        @Override
        public void settled() {
            grow();
            Pairs pairs = new Pairs(slots.length);
            for (int i = 0; i < slots.length; i++) {
                int slot = slots[i];
                matchOf[slot] = nearest(slot, right.rows.find(hashes[i], delta, left.keys, i));
                left.rows.advance(slot);
                pairs.add(slot, matchOf[slot], delta.weight(i));
            }
            touch(slots.length);
            pairs.emit(out);
        }
    }

    private void grow() {
        int capacity = left.trace().capacity();
        if (capacity > matchOf.length) {
            matchOf = Arrays.copyOf(matchOf, capacity);
            marked = Arrays.copyOf(marked, capacity);
        }
    }

    /** Rows to emit: those with a match, and those without, which an inner join does not show. */
    private final class Pairs {
        private final int[] lefts;
        private final int[] rights;
        private final long[] weights;
        private int count;
        private final SlotChanges alone = new SlotChanges();

        Pairs(int most) {
            lefts = new int[most];
            rights = new int[most];
            weights = new long[most];
        }

        void add(int leftSlot, int rightSlot, long weight) {
            if (rightSlot < 0) {
                alone.add(leftSlot, weight);
                return;
            }
            lefts[count] = leftSlot;
            rights[count] = rightSlot;
            weights[count++] = weight;
        }

        void emit(List<ColumnBatch> out) {
            List<Column> columns = new ArrayList<>(left.trace().gather(lefts, count));
            columns.addAll(right.trace().gather(rights, count));
            out.add(new ColumnBatch(columns, Arrays.copyOf(weights, count), count));
            if (outer && alone.count() > 0) {
                out.add(padded(alone.rows(left.trace())));
            }
        }
    }

    private ColumnBatch padded(ColumnBatch lefts) {
        List<Column> columns = new ArrayList<>(lefts.columns());
        columns.addAll(NullColumns.of(right.schema, lefts.size()));
        return new ColumnBatch(columns, lefts.weights(), lefts.size());
    }

    // ---- state ----

    @Override
    public long stateBytes() {
        return left.rows.bytes() + right.rows.bytes() + 5L * matchOf.length;
    }

    @Override
    public long stateRows() {
        return left.trace().size() + right.trace().size();
    }

    @Override
    public void save(StateWriter writer) {
        writer.trace("left", left.trace());
        writer.trace("right", right.trace());
    }

    /** Matches are found anew. */
    @Override
    public void load(StateReader reader) {
        reader.batches("right", right.rows::load);
        reader.batches("left", b -> left.rows.apply(b, new LeftChange(b, new ArrayList<>())));
    }
}
