package dev.freshet.core.plan;

import dev.freshet.spi.data.DataType;
import java.util.List;

/**
 * One function of an OVER clause.
 *
 * @param function {@code row_number, rank, dense_rank, percent_rank, cume_dist, ntile, lag, lead, first_value, last_value,
 *     nth_value, session_start, session_end}, or an aggregate's name; of the session ones the constant is the gap in
 *     microseconds, the argument the time by which the window is ordered, and all calls of the window have the same
 * @param arguments input columns; of lag and lead: value, offset (a constant), and a default if there is one
 * @param constants per argument its value where it has to be a constant, else 0
 * @param ignoreNulls lag, lead and the …_value functions pass NULLs over
 * @param distinct each distinct argument of an aggregate counts once
 * @param filter a Bool column that must be true, or -1
 */
public record WindowCall(
        String function,
        List<Integer> arguments,
        List<Long> constants,
        boolean ignoreNulls,
        boolean distinct,
        int filter,
        Frame frame,
        DataType type) {
    public WindowCall {
        arguments = List.copyOf(arguments);
        constants = List.copyOf(constants);
    }

    /** What an offset counts. */
    public enum Unit {
        ROWS,
        RANGE,
        GROUPS
    }

    /** An end of a frame, from the first row of the partition to the last. */
    public enum Edge {
        UNBOUNDED_PRECEDING,
        PRECEDING,
        CURRENT_ROW,
        FOLLOWING,
        UNBOUNDED_FOLLOWING
    }

    /** What is taken out of a frame. */
    public enum Exclude {
        NO_OTHERS,
        CURRENT_ROW,
        GROUP,
        TIES
    }

    /**
     * @param lowerBy offset of a PRECEDING or FOLLOWING edge: rows, groups, or what is added to the order key, which then
     *     is a single integer, decimal (unscaled), date (days), time or timestamp (microseconds)
     */
    public record Frame(Unit unit, Edge lower, long lowerBy, Edge upper, long upperBy, Exclude exclude) {
        public static final Frame WHOLE =
                new Frame(Unit.ROWS, Edge.UNBOUNDED_PRECEDING, 0, Edge.UNBOUNDED_FOLLOWING, 0, Exclude.NO_OTHERS);
    }
}
