package dev.freshet.core.operator;

import dev.freshet.core.trace.OrderedSlots;
import java.util.Arrays;

/** Slots by the time at which something is due for them. */
final class DueSlots {
    private final OrderedSlots order = new OrderedSlots(this::compare);
    private long[] times = new long[16];
    private boolean[] there = new boolean[16];
    private int root = -1;

    private int compare(int a, int b) {
        return times[a] != times[b] ? Long.compare(times[a], times[b]) : Integer.compare(a, b);
    }

    /** Adds a slot, or gives it another time. */
    void put(int slot, long time) {
        remove(slot);
        if (slot >= times.length) {
            int capacity = Math.max(slot + 1, times.length + (times.length >> 1));
            times = Arrays.copyOf(times, capacity);
            there = Arrays.copyOf(there, capacity);
        }
        times[slot] = time;
        there[slot] = true;
        root = order.insert(root, slot);
    }

    /** Takes a slot away where it is there. */
    void remove(int slot) {
        if (slot < there.length && there[slot]) {
            root = order.remove(root, slot);
            there[slot] = false;
        }
    }

    /** The least time, or {@link Long#MAX_VALUE}. */
    long next() {
        return root < 0 ? Long.MAX_VALUE : times[order.first(root)];
    }

    /** Takes away the slot of the least time if that lies below {@code bound}, else -1. */
    int poll(long bound) {
        if (root < 0) {
            return -1;
        }
        int slot = order.first(root);
        if (times[slot] >= bound) {
            return -1;
        }
        remove(slot);
        return slot;
    }

    long bytes() {
        return 9L * times.length + order.bytes();
    }
}
