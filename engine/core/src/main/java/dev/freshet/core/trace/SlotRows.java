package dev.freshet.core.trace;

import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows in columns by slot; freed slots are used again. Slots are dense small integers from 0. */
final class SlotRows {
    private final SlotColumn[] columns;
    private int[] free = new int[16];
    private int freeCount;
    private int top;
    private int capacity = 16;

    SlotRows(List<Type> types) {
        columns = types.stream().map(SlotColumn::of).toArray(SlotColumn[]::new);
    }

    SlotColumn column(int i) {
        return columns[i];
    }

    int columnCount() {
        return columns.length;
    }

    /** One more than the largest slot ever given out. */
    int top() {
        return top;
    }

    int capacity() {
        return capacity;
    }

    int live() {
        return top - freeCount;
    }

    /** A slot whose columns are undefined; {@link #capacity} may have grown. */
    int allocate() {
        if (freeCount > 0) {
            return free[--freeCount];
        }
        if (top == capacity) {
            capacity += Math.max(16, capacity >> 1);
            for (SlotColumn c : columns) {
                c.grow(capacity);
            }
        }
        return top++;
    }

    void release(int slot) {
        for (SlotColumn c : columns) {
            c.clear(slot);
        }
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, free.length * 2);
        }
        free[freeCount++] = slot;
    }

    void set(int slot, ColumnBatch batch, int row) {
        for (int c = 0; c < columns.length; c++) {
            columns[c].set(slot, batch.column(c), row);
        }
    }

    boolean equal(int slot, ColumnBatch batch, int row) {
        for (int c = 0; c < columns.length; c++) {
            if (!columns[c].equal(slot, batch.column(c), row)) {
                return false;
            }
        }
        return true;
    }

    /** Equality of slot columns {@code own} with batch columns {@code theirs}, pairwise. */
    boolean equalOn(int slot, int[] own, ColumnBatch batch, int[] theirs, int row) {
        for (int k = 0; k < own.length; k++) {
            if (!columns[own[k]].equal(slot, batch.column(theirs[k]), row)) {
                return false;
            }
        }
        return true;
    }

    List<Column> gather(int[] slots, int count) {
        List<Column> out = new ArrayList<>(columns.length);
        for (SlotColumn c : columns) {
            out.add(c.gather(slots, count));
        }
        return out;
    }

    long bytes() {
        long n = 4L * free.length;
        for (SlotColumn c : columns) {
            n += c.bytes();
        }
        return n;
    }
}
