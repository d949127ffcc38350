package dev.freshet.core.operator;

import dev.freshet.core.plan.SortKey;
import dev.freshet.core.trace.GroupTable;
import dev.freshet.core.trace.HashTrace;
import dev.freshet.core.trace.Hashing;
import dev.freshet.core.trace.PlacedSlots;
import dev.freshet.core.trace.TraceObserver;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A collection's rows in partitions, each in the order of an ORDER BY with ties broken by all columns ascending. While a
 * delta is taken in, the order still shows the weights before it, until {@link #advance} is called.
 */
final class OrderedPartitions {
    private final Schema schema;
    private final int[] partitionColumns;
    private final List<SortKey> order;
    private final int[] ties;
    private final HashTrace trace;
    private final GroupTable partitions;
    private final PlacedSlots ranks;
    private final PlacedSlots.Grouping grouping;
    private int[] roots = new int[16];
    private int[] partitionOf = new int[16];
    private @Nullable Expiry expiry;
    /** What is added to a row's time before it is due. */
    private long patience;

    OrderedPartitions(Schema schema, List<Integer> partition, List<SortKey> order) {
        this(schema, partition, order, (rows, a, b) -> rows.compareKeys(a, b) == 0);
    }

    /** Whether a row that comes right behind another one is of the same group. */
    interface Neighbours {
        boolean together(OrderedPartitions rows, int a, int b);
    }

    OrderedPartitions(Schema schema, List<Integer> partition, List<SortKey> order, Neighbours neighbours) {
        this.schema = schema;
        this.partitionColumns = partition.stream().mapToInt(Integer::intValue).toArray();
        this.order = List.copyOf(order);
        this.ties = Hashing.all(schema.size());
        this.trace = new HashTrace(schema, ties);
        this.partitions = new GroupTable(
                Arrays.stream(partitionColumns).mapToObj(schema::type).toList());
        this.grouping = (a, b) -> neighbours.together(this, a, b);
        this.ranks = new PlacedSlots(this::compare, grouping);
    }

    /** What an operator does with a delta. */
    interface Change {
        /** Row {@code row} of the delta stands at a slot; its weight in the order is still the one before. */
        void row(int row, int slot, int partition);

        /** All rows of the delta have a slot and a place in the order, new ones with weight 0. */
        void settled();
    }

    /** From now on rows are due by a column, so long after their time; only before the first row. */
    void expire(@Nullable Expiry by, long after) {
        expiry = by;
        patience = after;
    }

    boolean due() {
        return expiry != null && expiry.due();
    }

    /** A slot that is due, once, or -1. */
    int poll() {
        return expiry == null ? -1 : expiry.poll();
    }

    private void await(int slot) {
        if (expiry != null && !trace.isNull(expiry.column(), slot)) {
            expiry.add(slot, trace.longAt(expiry.column(), slot) + patience);
        }
    }

    /** What comes right before a slot can be the last of its group now. */
    private void awaitBefore(int slot) {
        if (expiry != null) {
            expiry.remove(slot);
            long at = ranks.position(roots[partitionOf[slot]], slot);
            if (patience > 0 && at > 0) {
                await(ranks.at(roots[partitionOf[slot]], at - 1));
            }
        }
    }

    /** Takes a slot away without a change to anybody. */
    void forget(int slot) {
        if (expiry != null) {
            expiry.remove(slot);
        }
        drop(slot);
        trace.forget(slot);
    }

    /** Forgets the group of which a slot is the last; nothing where it is not. */
    void forgetGroupBefore(int slot) {
        int partition = partitionOf[slot];
        long at = ranks.position(roots[partition], slot);
        long behind = at + ranks.weight(slot);
        if (behind < ranks.total(roots[partition]) && together(slot, ranks.at(roots[partition], behind))) {
            return;
        }
        int last = slot;
        while (last >= 0) {
            long place = ranks.position(roots[partition], last);
            int before = place > 0 ? ranks.at(roots[partition], place - 1) : -1;
            int next = before >= 0 && together(before, last) ? before : -1;
            forget(last);
            last = next;
        }
    }

    /** Forgets what stands behind a slot in its partition. */
    void forgetBehind(int slot) {
        int partition = partitionOf[slot];
        long from = ranks.position(roots[partition], slot) + ranks.weight(slot);
        while (from < ranks.total(roots[partition])) {
            forget(ranks.at(roots[partition], ranks.total(roots[partition]) - 1));
        }
    }

    /** Forgets all that is due; partitions are whole. Returns those that are gone. */
    int[] forgetDue() {
        int[] gone = new int[0];
        for (int slot = poll(); slot >= 0; slot = poll()) {
            int partition = partitionOf[slot];
            forget(slot);
            if (roots[partition] < 0) {
                gone = Arrays.copyOf(gone, gone.length + 1);
                gone[gone.length - 1] = partition;
            }
        }
        return gone;
    }

    HashTrace trace() {
        return trace;
    }

    PlacedSlots ranks() {
        return ranks;
    }

    int root(int partition) {
        return roots[partition];
    }

    /** The partition of the key in {@code batch[row]} on {@code columns}, or -1. */
    int find(int hash, ColumnBatch batch, int[] columns, int row) {
        return partitions.find(hash, batch, columns, row);
    }

    int partitionOf(int slot) {
        return partitionOf[slot];
    }

    /** Partitions are named by numbers below this. */
    int capacity() {
        return roots.length;
    }

    /** Takes in a consolidated delta. */
    void apply(ColumnBatch delta, Change change) {
        int[] hashes = HashTrace.hashes(delta, partitionColumns);
        trace.apply(delta, new TraceObserver() {
            @Override
            public void inserted(int slot, int row) {
                place(slot, partition(hashes[row], delta, row));
                await(slot);
            }

            @Override
            public void changing(int slot, long weightBefore, int row) {
                change.row(row, slot, partitionOf[slot]);
            }

            @Override
            public void settled() {
                change.settled();
            }

            @Override
            public void removing(int slot) {
                awaitBefore(slot);
                drop(slot);
            }
        });
    }

    private int partition(int hash, ColumnBatch batch, int row) {
        int p = partitions.findOrAdd(hash, batch, partitionColumns, row);
        if (p >= 0) {
            return p;
        }
        if (partitions.capacity() > roots.length) {
            roots = Arrays.copyOf(roots, partitions.capacity());
        }
        roots[~p] = -1;
        return ~p;
    }

    private void place(int slot, int partition) {
        if (slot >= partitionOf.length) {
            partitionOf = Arrays.copyOf(partitionOf, Math.max(slot + 1, partitionOf.length * 2));
        }
        partitionOf[slot] = partition;
        roots[partition] = ranks.insert(roots[partition], slot, 0);
    }

    private void drop(int slot) {
        int partition = partitionOf[slot];
        roots[partition] = ranks.remove(roots[partition], slot);
        if (roots[partition] < 0) {
            partitions.remove(partition);
        }
    }

    /** The order takes a slot's weight over from the trace. */
    void advance(int slot) {
        ranks.reweigh(roots[partitionOf[slot]], slot, Math.max(0, trace.weight(slot)));
    }

    int compare(int a, int b) {
        int c = compareKeys(a, b);
        for (int i = 0; c == 0 && i < ties.length; i++) {
            c = trace.compare(ties[i], a, b);
        }
        return c;
    }

    int compareKeys(int a, int b) {
        for (SortKey key : order) {
            int c = compare(key, a, b);
            if (c != 0) {
                return c;
            }
        }
        return 0;
    }

    private int compare(SortKey key, int a, int b) {
        int column = key.column();
        boolean x = trace.isNull(column, a);
        boolean y = trace.isNull(column, b);
        if (x || y) {
            return key.nullsFirst() ? Boolean.compare(y, x) : Boolean.compare(x, y);
        }
        return key.descending() ? trace.compare(column, b, a) : trace.compare(column, a, b);
    }

    boolean together(int a, int b) {
        return grouping.together(a, b);
    }

    long bytes() {
        return trace.bytes() + partitions.bytes() + ranks.bytes() + 4L * (roots.length + partitionOf.length);
    }

    /** Puts saved rows back. */
    void load(ColumnBatch rows) {
        int[] slots = new int[rows.size()];
        apply(rows, new Change() {
            @Override
            public void row(int row, int slot, int partition) {
                slots[row] = slot;
            }

            @Override
            public void settled() {
                for (int slot : slots) {
                    advance(slot);
                }
            }
        });
    }

    Schema schema() {
        return schema;
    }
}
