package dev.freshet.core.operator;

import dev.freshet.core.trace.HashTrace;
import dev.freshet.core.trace.PlacedSlots;
import java.util.Arrays;

/** One partition of an OVER clause as it stands, and which of its slots change in this epoch. */
final class OverPartition {
    private final OrderedPartitions rows;
    private final int number;
    private final int[] changed;
    private long net;
    private long min = Long.MAX_VALUE;
    private long max = -1;
    private int minSlot = -1;
    private int maxSlot = -1;
    private long walked;

    /** Before the change: the order shows the old weights, the trace the new ones. */
    OverPartition(OrderedPartitions rows, int number, int[] changed) {
        this.rows = rows;
        this.number = number;
        this.changed = changed;
        for (int slot : changed) {
            long at = position(slot);
            net += rows.trace().weight(slot) - ranks().weight(slot);
            if (at < min || at == min && (minSlot < 0 || rows.compare(slot, minSlot) < 0)) {
                min = at;
                minSlot = slot;
            }
            long end = at + ranks().weight(slot);
            if (end > max || end == max && (maxSlot < 0 || rows.compare(slot, maxSlot) > 0)) {
                max = end;
                maxSlot = slot;
            }
        }
    }

    HashTrace trace() {
        return rows.trace();
    }

    PlacedSlots ranks() {
        return rows.ranks();
    }

    int number() {
        return number;
    }

    int root() {
        return rows.root(number);
    }

    int[] changed() {
        return changed;
    }

    /** By how much the partition grows or shrinks. */
    long net() {
        return net;
    }

    /** Position before the first changed slot, in the order before the change. */
    long min() {
        return min;
    }

    /** Position behind the last changed slot, in the order before the change. */
    long max() {
        return max;
    }

    int minSlot() {
        return minSlot;
    }

    int maxSlot() {
        return maxSlot;
    }

    /** Slots that were walked over so far. */
    long walked() {
        return walked;
    }

    long size() {
        return ranks().total(root());
    }

    long position(int slot) {
        return ranks().position(root(), slot);
    }

    /** Position of the first row with the same order keys. */
    long peersFrom(int slot) {
        return ranks().position(root(), s -> rows.compareKeys(s, slot) < 0);
    }

    /** Position behind the last row with the same order keys. */
    long peersTo(int slot) {
        return ranks().position(root(), s -> rows.compareKeys(s, slot) <= 0);
    }

    boolean isBefore(int a, int b) {
        return rows.compare(a, b) < 0;
    }

    /** Whether two slots, as neighbours, would be of one group. */
    boolean together(int a, int b) {
        return rows.together(a, b);
    }

    /** Number of groups of peers before this slot's. */
    int group(int slot) {
        return ranks().groupsBefore(root(), s -> rows.compareKeys(s, slot) < 0);
    }

    /** Position where a group of peers begins; the partition's ends for numbers outside. */
    long groupFrom(long number) {
        if (number <= 0) {
            return 0;
        }
        int slot = number >= ranks().groupCount(root()) ? -1 : ranks().groupStart(root(), (int) number);
        return slot < 0 ? size() : position(slot);
    }

    /** Walks the slots of a range of positions. */
    interface Walker {
        void slot(int slot, long from, long to);
    }

    void walk(long from, long to, Walker walker) {
        for (long p = from; p < to; ) {
            int slot = ranks().at(root(), p);
            long end = Math.min(to, ranks().start() + ranks().weight(slot));
            walker.slot(slot, p, end);
            walked++;
            p = end;
        }
    }

    /** The ranges widened to all copies of the slots that they touch. */
    PositionRanges wholeSlots(PositionRanges ranges) {
        PositionRanges out = new PositionRanges();
        for (int i = 0; i < ranges.count(); i++) {
            ranks().at(root(), ranges.from(i));
            long from = ranks().start();
            int last = ranks().at(root(), ranges.to(i) - 1);
            out.add(from, ranks().start() + ranks().weight(last), size());
        }
        out.merge();
        return out;
    }

    /** All slots of a range of positions. */
    int[] slots(PositionRanges ranges) {
        int[][] out = {new int[16]};
        int[] n = {0};
        for (int i = 0; i < ranges.count(); i++) {
            walk(ranges.from(i), ranges.to(i), (slot, _, _) -> {
                if (n[0] == out[0].length) {
                    out[0] = Arrays.copyOf(out[0], n[0] * 2);
                }
                out[0][n[0]++] = slot;
            });
        }
        return Arrays.copyOf(out[0], n[0]);
    }
}
