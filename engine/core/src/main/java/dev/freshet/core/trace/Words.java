package dev.freshet.core.trace;

import java.util.List;

/** Longs by slot and number: a part of somebody's rows, or rows of their own. One owner thread. */
public final class Words {
    private final SlotRows rows;
    private final int first;
    private final boolean alone;

    private Words(SlotRows rows, int first, boolean alone) {
        this.rows = rows;
        this.first = first;
        this.alone = alone;
    }

    /** The words of rows from {@code first} on. */
    static Words of(SlotRows rows, int first) {
        return new Words(rows, first, false);
    }

    /** So many words for every slot below what {@link #grow} was told, all 0. */
    public static Words alone(int words) {
        return new Words(new SlotRows(List.of(), words), 0, true);
    }

    /** These words without the first so many. */
    public Words from(int number) {
        return new Words(rows, first + number, false);
    }

    public long get(int slot, int number) {
        return rows.word(slot, first + number);
    }

    public void set(int slot, int number, long value) {
        rows.setWord(slot, first + number, value);
    }

    public void add(int slot, int number, long by) {
        rows.setWord(slot, first + number, rows.word(slot, first + number) + by);
    }

    /** Room for slots below {@code capacity}; where the rows are another's they are there already. */
    public void grow(int capacity) {
        while (alone && rows.top() < capacity) {
            rows.allocate();
        }
    }

    /** Bytes of their own. */
    public long bytes() {
        return alone ? rows.bytes() : 0;
    }
}
