package dev.freshet.core.operator;

import dev.freshet.core.circuit.Operator;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.core.trace.Consolidation;
import dev.freshet.core.trace.PlacedSlots;
import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.spi.data.ColumnBatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ORDER BY … LIMIT … OFFSET, per partition. The rows shown are the first offset + limit without the first offset, so each
 * change of one row moves at most as many rows over either boundary as its weight: none of the rows between are looked at.
 */
public final class TopKOperator extends Operator {
    private final OrderedPartitions rows;
    private final long from;
    private final long to;

    public TopKOperator(String id, PlanNode.TopK node) {
        this(id, node, null);
    }

    /** {@code expiry}, over a column of the partition, says which partitions can be forgotten. */
    public TopKOperator(String id, PlanNode.TopK node, @Nullable Expiry expiry) {
        super(id, "top-k", node.schema());
        this.rows = new OrderedPartitions(node.schema(), node.partition(), node.order());
        this.rows.expire(expiry, 0);
        this.from = node.offset();
        this.to = node.limit() < 0 ? Long.MAX_VALUE : Math.addExact(node.offset(), node.limit());
    }

    @Override
    protected boolean wantsStep() {
        return rows.due();
    }

    @Override
    protected ColumnBatch step(List<ColumnBatch> inputs, Rejects rejects) {
        ColumnBatch in = Consolidation.of(inputs.get(0));
        Collector collector = new Collector(in.size());
        rows.apply(in, collector);
        rows.forgetDue();
        return Consolidation.of(collector.out);
    }

    private final class Collector implements OrderedPartitions.Change {
        private final int[] slots;
        private final SlotChanges changes = new SlotChanges();
        private ColumnBatch out = ColumnBatch.empty(output());

        Collector(int size) {
            slots = new int[size];
        }

        @Override
        public void row(int row, int slot, int partition) {
            slots[row] = slot;
        }

        @Override
        public void settled() {
            for (int slot : slots) {
                change(slot);
            }
            touch(slots.length + changes.count());
            out = changes.rows(rows.trace());
        }

        private void change(int slot) {
            PlacedSlots ranks = rows.ranks();
            int root = rows.root(rows.partitionOf(slot));
            Move move = new Move(
                    slot,
                    root,
                    ranks.position(root, slot),
                    ranks.weight(slot),
                    Math.max(0, rows.trace().weight(slot)),
                    ranks.total(root));
            cross(move, to, 1);
            if (from > 0) {
                cross(move, from, -1);
            }
            rows.advance(slot);
        }

        /** What the change does to the first {@code bound} rows. */
        private void cross(Move m, long bound, long sign) {
            long own = clamp(bound - m.at, m.after) - clamp(bound - m.at, m.before);
            if (own != 0) {
                changes.add(m.slot, sign * own);
            }
            long behind = m.total - m.at - m.before;
            long was = clamp(bound - m.at - m.before, behind);
            long is = clamp(bound - m.at - m.after, behind);
            long first = m.at + m.before;
            emit(m.root, first + Math.min(was, is), first + Math.max(was, is), is > was ? sign : -sign);
        }

        private void emit(int root, long begin, long end, long sign) {
            PlacedSlots ranks = rows.ranks();
            for (long p = begin; p < end; ) {
                int slot = ranks.at(root, p);
                long next = Math.min(end, ranks.start() + ranks.weight(slot));
                changes.add(slot, sign * (next - p));
                p = next;
            }
        }
    }

    /** A slot at a position goes from one weight to another. */
    private record Move(int slot, int root, long at, long before, long after, long total) {}

    private static long clamp(long n, long most) {
        return Math.max(0, Math.min(n, most));
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
        return rows.trace().size();
    }

    @Override
    public void save(StateWriter writer) {
        writer.trace("rows", rows.trace());
    }

    @Override
    public void load(StateReader reader) {
        reader.batches("rows", rows::load);
    }
}
