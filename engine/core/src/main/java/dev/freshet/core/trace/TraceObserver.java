package dev.freshet.core.trace;

/** Sees what happens to a {@link HashTrace}'s rows while a delta is applied. */
public interface TraceObserver {
    /** Sees nothing. */
    TraceObserver NOBODY = new TraceObserver() {};

    /** The delta's {@code row} has come into the trace with weight 0; {@link #changing} follows. */
    default void inserted(int slot, int row) {}

    /** The row's weight is about to change, on behalf of the delta's {@code row}; in a loose trace more than one may. */
    default void changing(int slot, long weightBefore, int row) {}

    /** The whole delta is in; rows whose weight is 0 are still there. */
    default void settled() {}

    /** The row's weight is 0 and it is about to go; its values can still be read. */
    default void removing(int slot) {}
}
