package dev.freshet.core.operator;

import dev.freshet.core.plan.SortKey;
import dev.freshet.core.plan.WindowCall.Edge;
import dev.freshet.core.plan.WindowCall.Exclude;
import dev.freshet.core.plan.WindowCall.Frame;
import dev.freshet.core.plan.WindowCall.Unit;
import dev.freshet.core.trace.HashTrace;
import java.util.List;

/**
 * Where a row's frame begins and ends, and the other way round: which rows may have a changed row in their frame. Edges
 * are signed offsets from the current row; ±{@link #FAR} is unbounded.
 */
final class OverFrame {
    private static final long FAR = Long.MAX_VALUE;

    private final Frame frame;
    private final List<SortKey> order;
    private final long lower;
    private final long upper;

    OverFrame(Frame frame, List<SortKey> order) {
        this.frame = frame;
        this.order = order;
        this.lower = offset(frame.lower(), frame.lowerBy());
        this.upper = offset(frame.upper(), frame.upperBy());
    }

    private static long offset(Edge edge, long by) {
        return switch (edge) {
            case UNBOUNDED_PRECEDING -> -FAR;
            case PRECEDING -> -by;
            case CURRENT_ROW -> 0;
            case FOLLOWING -> by;
            case UNBOUNDED_FOLLOWING -> FAR;
        };
    }

    boolean isWhole() {
        return lower == -FAR && upper == FAR && frame.exclude() == Exclude.NO_OTHERS;
    }

    Exclude exclude() {
        return frame.exclude();
    }

    boolean startsAtFirst() {
        return lower == -FAR && upper >= 0;
    }

    boolean endsAtLast() {
        return upper == FAR && lower <= 0;
    }

    /** First position of the frame of the row at {@code position}, a copy of {@code slot}. */
    long from(OverPartition p, int slot, long position) {
        if (lower == -FAR) {
            return 0;
        }
        return switch (frame.unit()) {
            case ROWS -> clamp(position + lower, p.size());
            case RANGE -> lower == 0 ? p.peersFrom(slot) : value(p, slot, lower, true);
            case GROUPS -> p.groupFrom(p.group(slot) + lower);
        };
    }

    /** Position behind the frame. */
    long to(OverPartition p, int slot, long position) {
        if (upper == FAR) {
            return p.size();
        }
        return switch (frame.unit()) {
            case ROWS -> clamp(position + upper + 1, p.size());
            case RANGE -> upper == 0 ? p.peersTo(slot) : value(p, slot, upper, false);
            case GROUPS -> p.groupFrom(p.group(slot) + upper + 1);
        };
    }

    private static long clamp(long position, long size) {
        return Math.max(0, Math.min(position, size));
    }

    /** Position before (or behind) the rows whose key is the slot's plus an offset in the direction of the order. */
    private long value(OverPartition p, int slot, long offset, boolean before) {
        SortKey key = order.getFirst();
        HashTrace trace = p.trace();
        if (trace.isNull(key.column(), slot)) {
            return before ? p.peersFrom(slot) : p.peersTo(slot);
        }
        long own = trace.longAt(key.column(), slot);
        long edge = plus(own, key.descending() ? -offset : offset);
        return p.ranks().position(p.root(), s -> {
            if (trace.isNull(key.column(), s)) {
                return key.nullsFirst();
            }
            long k = trace.longAt(key.column(), s);
            int c = key.descending() ? Long.compare(edge, k) : Long.compare(k, edge);
            return before ? c < 0 : c <= 0;
        });
    }

    private static long plus(long a, long b) {
        long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) < 0 ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }

    /** Rows that may have the changed slot in their frame. */
    void reach(OverPartition p, int slot, PositionRanges out) {
        reach(p, slot, Math.min(0, lower), Math.max(0, upper), out);
    }

    /** Rows whose frame's first row may be another one. */
    void reachFirst(OverPartition p, int slot, PositionRanges out) {
        if (startsAtFirst()) {
            ends(p, slot, p.position(slot) == 0, out);
        } else {
            reach(p, slot, Math.min(0, lower), lower == -FAR ? Math.max(0, upper) : Math.max(0, lower), out);
        }
    }

    /** Rows whose frame's last row may be another one. */
    void reachLast(OverPartition p, int slot, PositionRanges out) {
        if (endsAtLast()) {
            ends(p, slot, p.position(slot) + p.ranks().weight(slot) == p.size(), out);
        } else {
            reach(p, slot, upper == FAR ? Math.min(0, lower) : Math.min(0, upper), Math.max(0, upper), out);
        }
    }

    private static void ends(OverPartition p, int slot, boolean atEnd, PositionRanges out) {
        long at = p.position(slot);
        long size = p.size();
        out.add(atEnd ? 0 : at, atEnd ? size : at + p.ranks().weight(slot), size);
    }

    private void reach(OverPartition p, int slot, long low, long high, PositionRanges out) {
        long size = p.size();
        long from = high == FAR ? 0 : back(p, slot, high, true);
        long to = low == -FAR ? size : back(p, slot, low, false);
        if (frame.exclude() != Exclude.NO_OTHERS || frame.unit() == Unit.RANGE) {
            from = Math.min(from, p.peersFrom(slot));
            to = Math.max(to, p.peersTo(slot));
        }
        out.add(from, to, size);
    }

    private long back(OverPartition p, int slot, long offset, boolean before) {
        return switch (frame.unit()) {
            case ROWS -> p.position(slot) - offset + (before ? 0 : p.ranks().weight(slot));
            case RANGE ->
                offset == 0 ? (before ? p.peersFrom(slot) : p.peersTo(slot)) : value(p, slot, -offset, before);
            case GROUPS -> p.groupFrom(p.group(slot) - offset + (before ? 0 : 1));
        };
    }
}
