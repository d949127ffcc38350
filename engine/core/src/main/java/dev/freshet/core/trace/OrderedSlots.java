package dev.freshet.core.trace;

/** Sets of slots that know nothing but their order: the least and the greatest. See {@link Treap}. */
public final class OrderedSlots extends Treap {
    public OrderedSlots(Order order) {
        super(order);
    }

    /** Adds a slot that is in no set; returns the new root. */
    public int insert(int root, int slot) {
        admit(slot);
        return put(root, slot);
    }

    public int first(int root) {
        return leftmost(root);
    }

    public int last(int root) {
        return rightmost(root);
    }

    @Override
    void update(int node) {}

    @Override
    void grow(int capacity) {}

    public long bytes() {
        return 8L * left.length;
    }
}
