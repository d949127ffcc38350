package dev.freshet.core.trace;

import java.util.Arrays;

/**
 * Many ordered sets of slots over one store: treaps (Seidel and Aragon 1996) whose priorities are a hash of the slot, so
 * that the shape is the same in every run. Insert, delete and the ends cost the logarithm of the set. A set is named by
 * its root, -1 for the empty one.
 */
public final class OrderedSlots {
    /** Order of slots; equal only for the same slot. */
    public interface Order {
        int compare(int a, int b);
    }

    private final Order order;
    private int[] left = new int[16];
    private int[] right = new int[16];

    public OrderedSlots(Order order) {
        this.order = order;
    }

    private static int priority(int slot) {
        return dev.freshet.spi.data.Column.mix(slot + 0x5851F42D4C957F2DL);
    }

    /** Adds a slot that is in no set; returns the new root. */
    public int insert(int root, int slot) {
        if (slot >= left.length) {
            int capacity = Math.max(slot + 1, left.length + (left.length >> 1));
            left = Arrays.copyOf(left, capacity);
            right = Arrays.copyOf(right, capacity);
        }
        left[slot] = -1;
        right[slot] = -1;
        return insertInto(root, slot);
    }

    private int insertInto(int root, int slot) {
        if (root < 0) {
            return slot;
        }
        if (priority(slot) > priority(root)) {
            split(root, slot);
            return slot;
        }
        if (order.compare(slot, root) < 0) {
            left[root] = insertInto(left[root], slot);
        } else {
            right[root] = insertInto(right[root], slot);
        }
        return root;
    }

    /** Hangs what is below and above {@code slot} in {@code root} under the slot. */
    private void split(int root, int slot) {
        int below = -1;
        int above = -1;
        int lastBelow = -1;
        int lastAbove = -1;
        int node = root;
        while (node >= 0) {
            if (order.compare(node, slot) < 0) {
                if (lastBelow < 0) {
                    below = node;
                } else {
                    right[lastBelow] = node;
                }
                lastBelow = node;
                node = right[node];
            } else {
                if (lastAbove < 0) {
                    above = node;
                } else {
                    left[lastAbove] = node;
                }
                lastAbove = node;
                node = left[node];
            }
        }
        if (lastBelow >= 0) {
            right[lastBelow] = -1;
        }
        if (lastAbove >= 0) {
            left[lastAbove] = -1;
        }
        left[slot] = below;
        right[slot] = above;
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
        return root;
    }

    private int merge(int a, int b) {
        if (a < 0 || b < 0) {
            return a < 0 ? b : a;
        }
        if (priority(a) > priority(b)) {
            right[a] = merge(right[a], b);
            return a;
        }
        left[b] = merge(a, left[b]);
        return b;
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

    public long bytes() {
        return 8L * left.length;
    }
}
