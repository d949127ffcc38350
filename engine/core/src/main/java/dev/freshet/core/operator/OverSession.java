package dev.freshet.core.operator;

import dev.freshet.spi.data.ColumnBuilder;

/**
 * Start or end of the session that a row lies in: rows whose times follow each other by less than the gap. The order's
 * groups are the sessions. A row that comes into the middle of a session, or leaves it without tearing it, concerns
 * nobody else.
 */
final class OverSession extends OverFunction.Positional {
    private final int time;
    private final long gap;
    private final boolean end;

    OverSession(int time, long gap, boolean end) {
        this.time = time;
        this.gap = gap;
        this.end = end;
    }

    /** Whether two rows that follow each other are of one session; rows without a time are of one. */
    static boolean together(OrderedPartitions rows, int time, long gap, int a, int b) {
        boolean x = rows.trace().isNull(time, a);
        boolean y = rows.trace().isNull(time, b);
        return x || y ? x && y : rows.trace().longAt(time, b) - rows.trace().longAt(time, a) < gap;
    }

    @Override
    void append(OverPartition p, int slot, long at, ColumnBuilder out) {
        if (p.trace().isNull(time, slot)) {
            out.appendNull();
            return;
        }
        int session = session(p, slot);
        int bound = end
                ? p.ranks().at(p.root(), p.groupFrom(session + 1L) - 1)
                : p.ranks().at(p.root(), p.groupFrom(session));
        out.appendLong(p.trace().longAt(time, bound) + (end ? gap : 0));
    }

    /** Number of the session that a slot of positive weight is in. */
    private static int session(OverPartition p, int slot) {
        return p.ranks().groupsBefore(p.root(), s -> s == slot || p.isBefore(s, slot)) - 1;
    }

    @Override
    void reach(OverPartition p, PositionRanges out) {
        for (int slot : p.changed()) {
            long before = p.ranks().weight(slot);
            long after = p.trace().weight(slot);
            if ((before > 0) == (after > 0)) {
                continue;
            }
            long at = p.position(slot);
            int left = survivor(p, at - 1, -1);
            int right = survivor(p, at + before, 1);
            if (left >= 0 && right >= 0 && p.together(left, right)) {
                continue;
            }
            if (before > 0) {
                add(p, slot, out);
            }
            if (left >= 0 && p.together(left, slot)) {
                add(p, left, out);
            }
            if (right >= 0 && p.together(slot, right)) {
                add(p, right, out);
            }
        }
    }

    /** The nearest slot from a position on that was there and stays. */
    private static int survivor(OverPartition p, long from, int step) {
        long at = from;
        while (at >= 0 && at < p.size()) {
            int slot = p.ranks().at(p.root(), at);
            if (p.trace().weight(slot) > 0) {
                return slot;
            }
            at = step < 0
                    ? p.ranks().start() - 1
                    : p.ranks().start() + p.ranks().weight(slot);
        }
        return -1;
    }

    private static void add(OverPartition p, int slot, PositionRanges out) {
        int session = session(p, slot);
        out.add(p.groupFrom(session), p.groupFrom(session + 1L), p.size());
    }
}
