package dev.freshet.core.trace;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Multisets of slots whose nodes know the weight below them, so that the row of a rank is found in logarithmic time. See
 * {@link Treap}.
 */
public final class RankedSlots extends Treap {
    private long[] weight = new long[16];
    private long[] sum = new long[16];

    public RankedSlots(Order order) {
        super(order);
    }

    /** Adds a slot that is in no set; returns the new root. */
    public int insert(int root, int slot, long copies) {
        admit(slot);
        weight[slot] = copies;
        return put(root, slot);
    }

    @Override
    void grow(int capacity) {
        weight = Arrays.copyOf(weight, capacity);
        sum = Arrays.copyOf(sum, capacity);
    }

    @Override
    void update(int node) {
        sum[node] = weight[node] + total(left[node]) + total(right[node]);
    }

    /** Number of rows in the set, copies counted. */
    public long total(int root) {
        return root < 0 ? 0 : sum[root];
    }

    /** The slot that holds the row of a rank from 0; the rank must be below the total. */
    public int at(int root, long rank) {
        int node = root;
        long rest = rank;
        while (true) {
            long before = total(left[node]);
            if (rest < before) {
                node = left[node];
            } else if (rest < before + weight[node]) {
                return node;
            } else {
                rest -= before + weight[node];
                node = right[node];
            }
        }
    }

    public int first(int root) {
        return leftmost(root);
    }

    public int last(int root) {
        return rightmost(root);
    }

    /** All slots in order, as long as the visitor wants more. */
    public boolean walk(int root, IntPredicate visitor) {
        return root < 0 || walk(left[root], visitor) && visitor.test(root) && walk(right[root], visitor);
    }

    public long bytes() {
        return 24L * left.length;
    }
}
