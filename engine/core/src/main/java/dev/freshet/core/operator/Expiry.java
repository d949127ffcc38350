package dev.freshet.core.operator;

import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.LongColumn;

/** Slots of an operator by a column with a horizon: below it nothing changes any more, so they can be forgotten. */
public final class Expiry {
    private final int column;
    private final Horizon horizon;
    private final DueSlots due = new DueSlots();

    /** {@code column} counts as its user says. */
    public Expiry(int column, Horizon horizon) {
        this.column = column;
        this.horizon = horizon;
    }

    int column() {
        return column;
    }

    /** NULL is never due. */
    void add(int slot, Column times, int row) {
        if (!times.isNull(row)) {
            due.put(slot, ((LongColumn) times).get(row));
        }
    }

    void add(int slot, long time) {
        due.put(slot, time);
    }

    void remove(int slot) {
        due.remove(slot);
    }

    boolean due() {
        return due.next() < horizon.value();
    }

    /** A slot to forget, or -1. */
    int poll() {
        return due.poll(horizon.value());
    }

    long bytes() {
        return due.bytes();
    }
}
