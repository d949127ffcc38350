package dev.freshet.core.trace;

import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows by slot, each row's words side by side, so that finding, comparing and reading a row costs one miss of the
 * processor's cache and not one per column. Rows lie in segments: growing copies nothing but the first, small one. Freed
 * slots are used again. Slots are dense small integers from 0.
 */
final class SlotRows {
    private static final int SHIFT = 13;
    private static final int PER_SEGMENT = 1 << SHIFT;
    private static final int MASK = PER_SEGMENT - 1;
    private static final int FIRST = 16;

    private final SlotColumn[] columns;
    private final int width;
    private long[][] segments;
    private int[] free = new int[16];
    private int freeCount;
    private int top;
    private int capacity = FIRST;

    /** @param header words before a row's columns that its owner reads and writes */
    SlotRows(List<Type> types, int header) {
        columns = new SlotColumn[types.size()];
        int word = header;
        for (int i = 0; i < columns.length; i++) {
            columns[i] = SlotColumn.of(types.get(i), this, word);
            word += columns[i].words();
        }
        width = word;
        segments = new long[][] {new long[FIRST * width]};
    }

    SlotColumn column(int i) {
        return columns[i];
    }

    long word(int slot, int word) {
        return segments[slot >> SHIFT][(slot & MASK) * width + word];
    }

    void setWord(int slot, int word, long value) {
        segments[slot >> SHIFT][(slot & MASK) * width + word] = value;
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

    /** A slot whose words are undefined; {@link #capacity} may have grown. */
    int allocate() {
        if (freeCount > 0) {
            return free[--freeCount];
        }
        if (top == capacity) {
            grow();
        }
        return top++;
    }

    private void grow() {
        if (capacity < PER_SEGMENT) {
            capacity = Math.min(PER_SEGMENT, capacity * 2);
            segments[0] = Arrays.copyOf(segments[0], capacity * width);
        } else {
            int count = capacity >> SHIFT;
            if (count == segments.length) {
                segments = Arrays.copyOf(segments, count * 2);
            }
            segments[count] = new long[PER_SEGMENT * width];
            capacity += PER_SEGMENT;
        }
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

    /** Sets those of {@code slots[0..count)} to {@link HashIndex#UNSURE} that differ from rows {@code from…} of the batch. */
    void confirm(int[] slots, int count, int[] own, ColumnBatch batch, int[] theirs, int from) {
        for (int k = 0; k < own.length; k++) {
            columns[own[k]].confirm(slots, count, batch.column(theirs[k]), from);
        }
    }

    List<Column> gather(int[] slots, int count) {
        List<Column> out = new ArrayList<>(columns.length);
        for (SlotColumn c : columns) {
            out.add(c.gather(slots, count));
        }
        return out;
    }

    long bytes() {
        long n = 4L * free.length + 8L * capacity * width;
        for (SlotColumn c : columns) {
            n += c.bytes();
        }
        return n;
    }
}
