package dev.freshet.core.trace;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Many ordered multisets of slots over one store: treaps whose nodes know the weight below them, so that the row of a rank
 * is found in logarithmic time. Priorities are a hash of the slot: the shape is the same in every run. A set is named by its
 * root, -1 for the empty one; one owner thread.
 */
public final class RankedSlots {
    private final OrderedSlots.Order order;
    private int[] left = new int[16];
    private int[] right = new int[16];
    private long[] weight = new long[16];
    private long[] sum = new long[16];
    private int below;
    private int above;

    public RankedSlots(OrderedSlots.Order order) {
        this.order = order;
    }

    private static int priority(int slot) {
        return dev.freshet.spi.data.Column.mix(slot + 0x2545F4914F6CDD1DL);
    }

    /** Adds a slot that is in no set; returns the new root. */
    public int insert(int root, int slot, long copies) {
        if (slot >= left.length) {
            int capacity = Math.max(slot + 1, left.length + (left.length >> 1));
            left = Arrays.copyOf(left, capacity);
            right = Arrays.copyOf(right, capacity);
            weight = Arrays.copyOf(weight, capacity);
            sum = Arrays.copyOf(sum, capacity);
        }
        left[slot] = -1;
        right[slot] = -1;
        weight[slot] = copies;
        sum[slot] = copies;
        return insertInto(root, slot);
    }

    private int insertInto(int root, int slot) {
        if (root < 0) {
            return slot;
        }
        if (priority(slot) > priority(root)) {
            split(root, slot);
            left[slot] = below;
            right[slot] = above;
            return settled(slot);
        }
        if (order.compare(slot, root) < 0) {
            left[root] = insertInto(left[root], slot);
        } else {
            right[root] = insertInto(right[root], slot);
        }
        return settled(root);
    }

    private int settled(int node) {
        sum[node] = weight[node] + total(left[node]) + total(right[node]);
        return node;
    }

    /** What of {@code root} lies below and above the slot, into the fields of those names. */
    private void split(int root, int slot) {
        if (root < 0) {
            below = -1;
            above = -1;
        } else if (order.compare(root, slot) < 0) {
            split(right[root], slot);
            right[root] = below;
            below = settled(root);
        } else {
            split(left[root], slot);
            left[root] = above;
            above = settled(root);
        }
    }

    /** Removes a slot that is in the set; its order must still be computable. Returns the new root. */
    public int remove(int root, int slot) {
        if (root == slot) {
            return merge(left[slot], right[slot]);
        }
        if (order.compare(slot, root) < 0) {
            left[root] = remove(left[root], slot);
        } else {
            right[root] = remove(right[root], slot);
        }
        return settled(root);
    }

    private int merge(int a, int b) {
        if (a < 0 || b < 0) {
            return a < 0 ? b : a;
        }
        if (priority(a) > priority(b)) {
            right[a] = merge(right[a], b);
            return settled(a);
        }
        left[b] = merge(a, left[b]);
        return settled(b);
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
        int node = root;
        while (node >= 0 && left[node] >= 0) {
            node = left[node];
        }
        return node;
    }

    public int last(int root) {
        int node = root;
        while (node >= 0 && right[node] >= 0) {
            node = right[node];
        }
        return node;
    }

    /** All slots in order, as long as the visitor wants more. */
    public boolean walk(int root, IntPredicate visitor) {
        return root < 0 || walk(left[root], visitor) && visitor.test(root) && walk(right[root], visitor);
    }

    public long bytes() {
        return 24L * left.length;
    }
}
