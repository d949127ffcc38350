package dev.freshet.core.operator;

import dev.freshet.core.trace.HashTrace;
import dev.freshet.spi.data.ColumnBatch;
import java.util.Arrays;

/** Changes that an operator will emit: rows of a trace by slot, with weights. */
final class SlotChanges {
    private int[] slots = new int[16];
    private long[] weights = new long[16];
    private int count;

    void add(int slot, long weight) {
        if (count == slots.length) {
            slots = Arrays.copyOf(slots, count * 2);
            weights = Arrays.copyOf(weights, count * 2);
        }
        slots[count] = slot;
        weights[count++] = weight;
    }

    int count() {
        return count;
    }

    int[] slots() {
        return slots;
    }

    long[] weights() {
        return Arrays.copyOf(weights, count);
    }

    ColumnBatch rows(HashTrace trace) {
        return new ColumnBatch(trace.gather(slots, count), weights(), count);
    }
}
