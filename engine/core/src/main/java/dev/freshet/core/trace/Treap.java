package dev.freshet.core.trace;

import dev.freshet.spi.data.Column;
import java.util.Arrays;

/**
 * Many ordered sets of slots over one store: treaps (Seidel and Aragon 1996) whose priorities are a hash of the slot, so
 * that the shape is the same in every run. Insert, delete and the ends cost the logarithm of the set. A set is named by
 * its root, -1 for the empty one. Kinds that know something of what lies below a node keep it in {@link #update}. One owner
 * thread.
 */
abstract sealed class Treap permits OrderedSlots, RankedSlots, PlacedSlots {
    /** Order of slots; equal only for the same slot. */
    public interface Order {
        int compare(int a, int b);
    }

    final Order order;
    int[] left = new int[16];
    int[] right = new int[16];
    private int above;

    Treap(Order order) {
        this.order = order;
    }

    private static int priority(int slot) {
        return Column.mix(slot + 0x5851F42D4C957F2DL);
    }

    /** Children of the node have changed, or it has none yet. */
    abstract void update(int node);

    /** Makes room for what is kept beside the children. */
    abstract void grow(int capacity);

    /** Room for a slot that is in no set, without children. */
    final void admit(int slot) {
        if (slot >= left.length) {
            int capacity = Math.max(slot + 1, left.length + (left.length >> 1));
            left = Arrays.copyOf(left, capacity);
            right = Arrays.copyOf(right, capacity);
            grow(capacity);
        }
        left[slot] = -1;
        right[slot] = -1;
    }

    /** Hangs an admitted slot into a set; returns the new root. */
    final int put(int root, int slot) {
        if (root < 0) {
            update(slot);
            return slot;
        }
        if (priority(slot) > priority(root)) {
            left[slot] = below(root, slot);
            right[slot] = above;
            update(slot);
            return slot;
        }
        if (order.compare(slot, root) < 0) {
            left[root] = put(left[root], slot);
        } else {
            right[root] = put(right[root], slot);
        }
        update(root);
        return root;
    }

    /** The part of a set before {@code slot}; the part behind it is left in {@link #above}. */
    private int below(int root, int slot) {
        if (root < 0) {
            above = -1;
            return -1;
        }
        if (order.compare(root, slot) < 0) {
            right[root] = below(right[root], slot);
            update(root);
            return root;
        }
        int before = below(left[root], slot);
        left[root] = above;
        update(root);
        above = root;
        return before;
    }

    /** Removes a slot that is in the set; its order must still be computable. Returns the new root. */
    public final int remove(int root, int slot) {
        if (root == slot) {
            return merge(left[slot], right[slot]);
        }
        if (order.compare(slot, root) < 0) {
            left[root] = remove(left[root], slot);
        } else {
            right[root] = remove(right[root], slot);
        }
        update(root);
        return root;
    }

    private int merge(int a, int b) {
        if (a < 0 || b < 0) {
            return a < 0 ? b : a;
        }
        if (priority(a) > priority(b)) {
            right[a] = merge(right[a], b);
            update(a);
            return a;
        }
        left[b] = merge(a, left[b]);
        update(b);
        return b;
    }

    final int leftmost(int root) {
        int node = root;
        while (node >= 0 && left[node] >= 0) {
            node = left[node];
        }
        return node;
    }

    final int rightmost(int root) {
        int node = root;
        while (node >= 0 && right[node] >= 0) {
            node = right[node];
        }
        return node;
    }
}
