package dev.freshet.worker.engine;

import dev.freshet.core.trace.StateMemory;
import java.nio.file.Path;

/**
 * How much of an engine's state may be in memory; the rest lies in files of {@code folder}.
 *
 * @param state bytes for tables and operators, what cannot be moved to a file included
 * @param views bytes for the rows that readers see
 * @param serving whether there are readers at all: without, no view's rows are kept
 */
public record StateBudget(long state, long views, Path folder, boolean serving) {
    /** All in memory, and served. */
    public static final StateBudget UNBOUNDED = new StateBudget(Long.MAX_VALUE, Long.MAX_VALUE, Path.of(""), true);

    /** Shares of the heap; what is left is for the rows that are on their way. */
    private static final double STATE = 0.25;

    private static final double VIEWS = 0.1;

    /** What this process's heap allows. */
    public static StateBudget ofHeap(Path folder, boolean serving) {
        long heap = Runtime.getRuntime().maxMemory();
        return new StateBudget(
                (long) (heap * (serving ? STATE : STATE + VIEWS)), (long) (heap * VIEWS), folder, serving);
    }

    StateMemory forState() {
        return memory(state);
    }

    StateMemory forViews() {
        return memory(views);
    }

    private StateMemory memory(long bytes) {
        return bytes == Long.MAX_VALUE ? StateMemory.UNBOUNDED : StateMemory.bounded(bytes, folder);
    }
}
