package dev.freshet.core.trace;

import java.util.Arrays;

/**
 * Sequences of slots with weights: a slot of weight w stands w times in a row. Nodes know the weight and the number of
 * groups below them, so that position, row at a position and group cost the logarithm of the sequence. A group is a run of
 * neighbours that belong together; slots of weight 0 keep a place but neither a position nor a group. See {@link Treap}.
 */
public final class PlacedSlots extends Treap {
    /** Whether {@code b}, which comes right behind {@code a}, is of the same group. */
    public interface Grouping {
        boolean together(int a, int b);
    }

    /** Where a place lies: true for slots that stand before it; monotone along the order. */
    public interface Before {
        boolean test(int slot);
    }

    private final Grouping grouping;
    private long[] weight = new long[16];
    private long[] sum = new long[16];
    private int[] first = new int[16];
    private int[] last = new int[16];
    private int[] groups = new int[16];

    public PlacedSlots(Order order, Grouping grouping) {
        super(order);
        this.grouping = grouping;
    }

    // ---- change ----

    /** Adds a slot that is in no sequence; returns the new root. */
    public int insert(int root, int slot, long itsWeight) {
        admit(slot);
        weight[slot] = itsWeight;
        return put(root, slot);
    }

    @Override
    void grow(int capacity) {
        weight = Arrays.copyOf(weight, capacity);
        sum = Arrays.copyOf(sum, capacity);
        first = Arrays.copyOf(first, capacity);
        last = Arrays.copyOf(last, capacity);
        groups = Arrays.copyOf(groups, capacity);
    }

    /** Gives a slot of the sequence another weight, 0 or more. */
    public void reweigh(int root, int slot, long itsWeight) {
        if (root != slot) {
            reweigh(order.compare(slot, root) < 0 ? left[root] : right[root], slot, itsWeight);
        } else {
            weight[slot] = itsWeight;
        }
        update(root);
    }

    @Override
    void update(int node) {
        sum[node] = weight[node];
        first[node] = weight[node] > 0 ? node : -1;
        last[node] = first[node];
        groups[node] = weight[node] > 0 ? 1 : 0;
        join(node, left[node], true);
        join(node, right[node], false);
    }

    private void join(int node, int child, boolean before) {
        if (child < 0 || sum[child] == 0) {
            return;
        }
        int a = before ? last[child] : last[node];
        int b = before ? first[node] : first[child];
        boolean touching = a >= 0 && b >= 0;
        groups[node] += groups[child] - (touching && grouping.together(a, b) ? 1 : 0);
        sum[node] += sum[child];
        first[node] = before || first[node] < 0 ? first[child] : first[node];
        last[node] = !before || last[node] < 0 ? last[child] : last[node];
    }

    // ---- look ----

    public long weight(int slot) {
        return weight[slot];
    }

    /** Summed weight of a sequence. */
    public long total(int root) {
        return root < 0 ? 0 : sum[root];
    }

    public int groupCount(int root) {
        return root < 0 ? 0 : groups[root];
    }

    /** First slot of positive weight, or -1. */
    public int first(int root) {
        return root < 0 ? -1 : first[root];
    }

    public int last(int root) {
        return root < 0 ? -1 : last[root];
    }

    /** Summed weight of what stands before a slot of the sequence. */
    public long position(int root, int slot) {
        long before = 0;
        int node = root;
        while (node != slot) {
            if (order.compare(slot, node) < 0) {
                node = left[node];
            } else {
                before += total(left[node]) + weight[node];
                node = right[node];
            }
        }
        return before + total(left[node]);
    }

    /** Summed weight of the slots before a place. */
    public long position(int root, Before place) {
        long before = 0;
        int node = root;
        while (node >= 0) {
            if (place.test(node)) {
                before += total(left[node]) + weight[node];
                node = right[node];
            } else {
                node = left[node];
            }
        }
        return before;
    }

    /** The slot at a position from 0 to the total - 1; {@link #start} is then the position of its first copy. */
    public int at(int root, long position) {
        long from = 0;
        int node = root;
        while (true) {
            long before = from + total(left[node]);
            if (position < before) {
                node = left[node];
            } else if (position < before + weight[node]) {
                start = before;
                return node;
            } else {
                from = before + weight[node];
                node = right[node];
            }
        }
    }

    private long start;

    /** Position of the first copy of the slot that {@link #at} has found last. */
    public long start() {
        return start;
    }

    /** Number of groups among the slots before a place, the one that reaches over the place included. */
    public int groupsBefore(int root, Before place) {
        int count = 0;
        int lastSeen = -1;
        int node = root;
        while (node >= 0) {
            if (place.test(node)) {
                count = plus(count, lastSeen, left[node]);
                lastSeen = last(left[node]) >= 0 ? last(left[node]) : lastSeen;
                if (weight[node] > 0) {
                    count += lastSeen >= 0 && grouping.together(lastSeen, node) ? 0 : 1;
                    lastSeen = node;
                }
                node = right[node];
            } else {
                node = left[node];
            }
        }
        return count;
    }

    private int plus(int count, int lastSeen, int child) {
        if (child < 0 || sum[child] == 0) {
            return count;
        }
        boolean merged = lastSeen >= 0 && grouping.together(lastSeen, first[child]);
        return count + groups[child] - (merged ? 1 : 0);
    }

    /** First slot of the group with this number from 0, or -1 when there are not that many. */
    public int groupStart(int root, int number) {
        if (number < 0 || number >= groupCount(root)) {
            return -1;
        }
        int wanted = number + 1;
        int count = 0;
        int lastSeen = -1;
        int node = root;
        while (true) {
            int withLeft = plus(count, lastSeen, left[node]);
            if (withLeft >= wanted) {
                node = left[node];
                continue;
            }
            count = withLeft;
            lastSeen = last(left[node]) >= 0 ? last(left[node]) : lastSeen;
            if (weight[node] > 0) {
                count += lastSeen >= 0 && grouping.together(lastSeen, node) ? 0 : 1;
                lastSeen = node;
                if (count == wanted) {
                    return node;
                }
            }
            node = right[node];
        }
    }

    public long bytes() {
        return 36L * left.length;
    }
}
