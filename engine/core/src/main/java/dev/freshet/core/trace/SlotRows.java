package dev.freshet.core.trace;

import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows by slot, each row's words side by side, so that finding, comparing and reading a row costs one miss of the
 * processor's cache and not one per column. Rows lie in segments, which {@link StateMemory} may move to its file: growing copies nothing but the first, small one. Freed
 * slots are used again. Slots are dense small integers from 0.
 */
final class SlotRows {
    private static final int SEGMENT_SHIFT = 13;
    /** Longs of a segment that may be moved to a file: little enough to be read for the sake of one row. */
    private static final int MOVABLE = 2048;

    private static final int FIRST = 16;

    private final SlotColumn[] columns;
    private final int width;
    private final int shift;
    private final int mask;
    private final Pages<long[]> segments;
    private int[] free = new int[16];
    private int freeCount;
    private int top;
    private int capacity;

    /** @param header words before a row's columns that its owner reads and writes */
    SlotRows(List<Type> types, int header) {
        StateMemory memory = StateMemory.current();
        segments = new Pages<>(memory);
        columns = new SlotColumn[types.size()];
        int word = header;
        for (int i = 0; i < columns.length; i++) {
            columns[i] = SlotColumn.of(types.get(i), this, word, memory);
            word += columns[i].words();
        }
        width = word;
        int rows = Math.max(1, Integer.highestOneBit(MOVABLE / Math.max(1, width)));
        shift = memory.isBounded() ? Integer.numberOfTrailingZeros(rows) : SEGMENT_SHIFT;
        mask = (1 << shift) - 1;
        capacity = Math.min(FIRST, mask + 1);
        put(0, new long[capacity * width]);
    }

    private void put(int segment, long[] words) {
        segments.put(segment, words, words.length * Long.BYTES);
    }

    SlotColumn column(int i) {
        return columns[i];
    }

    long word(int slot, int word) {
        return segments.read(slot >> shift)[(slot & mask) * width + word];
    }

    void setWord(int slot, int word, long value) {
        segments.write(slot >> shift)[(slot & mask) * width + word] = value;
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
        if (capacity <= mask) {
            capacity = Math.min(mask + 1, capacity * 2);
            put(0, Arrays.copyOf(segments.read(0), capacity * width));
        } else {
            put(capacity >> shift, new long[(mask + 1) * width]);
            capacity += mask + 1;
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

    /** Gives a fresh slot its owner's two words and a row's values. */
    void set(int slot, ColumnBatch batch, int row, long first, long second) {
        long[] words = segments.write(slot >> shift);
        int base = (slot & mask) * width;
        words[base] = first;
        words[base + 1] = second;
        for (int c = 0; c < columns.length; c++) {
            columns[c].set(slot, words, base, batch.column(c), row);
        }
    }

    /** As {@link #set}, of columns {@code theirs} of the batch and one word of the owner. */
    void set(int slot, ColumnBatch batch, int[] theirs, int row, long header) {
        long[] words = segments.write(slot >> shift);
        int base = (slot & mask) * width;
        words[base] = header;
        for (int c = 0; c < columns.length; c++) {
            columns[c].set(slot, words, base, batch.column(theirs[c]), row);
        }
    }

    boolean equal(int slot, ColumnBatch batch, int row) {
        long[] words = segments.read(slot >> shift);
        int base = (slot & mask) * width;
        for (int c = 0; c < columns.length; c++) {
            if (!columns[c].equal(slot, words, base, batch.column(c), row)) {
                return false;
            }
        }
        return true;
    }

    /** Equality of slot columns {@code own} with batch columns {@code theirs}, pairwise. */
    boolean equalOn(int slot, int[] own, ColumnBatch batch, int[] theirs, int row) {
        long[] words = segments.read(slot >> shift);
        int base = (slot & mask) * width;
        for (int k = 0; k < own.length; k++) {
            if (!columns[own[k]].equal(slot, words, base, batch.column(theirs[k]), row)) {
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
        long n = 4L * free.length + 8L * capacity * width + segments.bytes();
        for (SlotColumn c : columns) {
            n += c.bytes();
        }
        return n;
    }
}
