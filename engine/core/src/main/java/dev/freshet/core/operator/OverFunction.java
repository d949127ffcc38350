package dev.freshet.core.operator;

import dev.freshet.core.trace.HashTrace;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.error.RowError;
import org.jspecify.annotations.Nullable;

/** A function of an OVER clause: which rows a change can concern, and its results for a run of rows. */
abstract class OverFunction {
    /** Takes results in the order of positions. */
    interface Results {
        ColumnBuilder column();

        /** A NULL has been appended; the row counts as failed. */
        void failed(RowError error);
    }

    /** Adds the positions, before the change, of rows whose result can change; changed slots themselves need not be in it. */
    abstract void reach(OverPartition p, PositionRanges out);

    /** Results of the rows at positions {@code [from, to)}. */
    abstract void evaluate(OverPartition p, long from, long to, Results out);

    /** The delta is taken in; for functions that keep something themselves. */
    void advance(OverPartition p) {}

    /** Room for partitions below {@code capacity}. */
    void grow(int capacity) {}

    void drop(int partition) {}

    /** As {@link #drop}, for a partition that still has rows. */
    void forget(int partition) {
        drop(partition);
    }

    long bytes() {
        return 0;
    }

    // ---- from the position alone ----

    /** One whose result follows from the position and the size of the partition. */
    abstract static class Positional extends OverFunction {
        @Override
        final void evaluate(OverPartition p, long from, long to, Results out) {
            p.walk(from, to, (slot, a, b) -> {
                for (long at = a; at < b; at++) {
                    append(p, slot, at, out.column());
                }
            });
        }

        abstract void append(OverPartition p, int slot, long at, ColumnBuilder out);
    }

    /** Everything behind the first change, or up to the last where the partition keeps its size. */
    abstract static class Counting extends Positional {
        @Override
        void reach(OverPartition p, PositionRanges out) {
            out.add(p.min(), p.net() == 0 ? p.max() : p.size(), p.size());
        }
    }

    static final class RowNumber extends Counting {
        @Override
        void append(OverPartition p, int slot, long at, ColumnBuilder out) {
            out.appendLong(at + 1);
        }
    }

    static final class Rank extends Counting {
        @Override
        void append(OverPartition p, int slot, long at, ColumnBuilder out) {
            out.appendLong(p.peersFrom(slot) + 1);
        }

        @Override
        void reach(OverPartition p, PositionRanges out) {
            out.add(p.min(), p.net() == 0 ? p.peersTo(p.maxSlot()) : p.size(), p.size());
        }
    }

    static final class DenseRank extends Positional {
        @Override
        void reach(OverPartition p, PositionRanges out) {
            out.add(p.min(), p.size(), p.size());
        }

        @Override
        void append(OverPartition p, int slot, long at, ColumnBuilder out) {
            out.appendLong(p.group(slot) + 1L);
        }
    }

    /** One that also depends on how many rows there are. */
    abstract static class Relative extends Positional {
        @Override
        void reach(OverPartition p, PositionRanges out) {
            boolean all = p.net() != 0;
            out.add(all ? 0 : p.peersFrom(p.minSlot()), all ? p.size() : p.peersTo(p.maxSlot()), p.size());
        }
    }

    static final class PercentRank extends Relative {
        @Override
        void append(OverPartition p, int slot, long at, ColumnBuilder out) {
            out.appendDouble(p.size() < 2 ? 0 : (double) p.peersFrom(slot) / (p.size() - 1));
        }
    }

    static final class CumeDist extends Relative {
        @Override
        void append(OverPartition p, int slot, long at, ColumnBuilder out) {
            out.appendDouble((double) p.peersTo(slot) / p.size());
        }
    }

    static final class Ntile extends Relative {
        private final long buckets;

        Ntile(long buckets) {
            this.buckets = buckets;
        }

        @Override
        void append(OverPartition p, int slot, long at, ColumnBuilder out) {
            long small = p.size() / buckets;
            long larger = p.size() % buckets;
            long inLarger = larger * (small + 1);
            out.appendLong(at < inLarger ? at / (small + 1) + 1 : larger + (at - inLarger) / small + 1);
        }
    }

    // ---- values of other rows ----

    /** LAG where {@code offset} is negative, LEAD where it is positive. */
    static final class Neighbour extends Positional {
        private final int value;
        private final long offset;
        private final int fallback;
        private final boolean ignoreNulls;

        Neighbour(int value, long offset, int fallback, boolean ignoreNulls) {
            this.value = value;
            this.offset = offset;
            this.fallback = fallback;
            this.ignoreNulls = ignoreNulls;
        }

        @Override
        void reach(OverPartition p, PositionRanges out) {
            for (int slot : p.changed()) {
                long at = p.position(slot);
                long end = at + p.ranks().weight(slot);
                boolean far = ignoreNulls && offset != 0;
                long from = offset > 0 ? (far ? 0 : at - offset) : at;
                long to = offset < 0 ? (far ? p.size() : end - offset) : end;
                out.add(from, to, p.size());
            }
        }

        @Override
        void append(OverPartition p, int slot, long at, ColumnBuilder out) {
            int found = ignoreNulls ? overNulls(p, slot, at) : plain(p, at + offset);
            if (found >= 0) {
                p.trace().append(value, found, out);
            } else if (fallback >= 0) {
                p.trace().append(fallback, slot, out);
            } else {
                out.appendNull();
            }
        }

        private static int plain(OverPartition p, long at) {
            return at < 0 || at >= p.size() ? -1 : p.ranks().at(p.root(), at);
        }

        private int overNulls(OverPartition p, int slot, long at) {
            if (offset == 0) {
                return slot;
            }
            long left = Math.abs(offset);
            long step = Long.signum(offset);
            for (long q = at + step; q >= 0 && q < p.size(); q += step) {
                int s = p.ranks().at(p.root(), q);
                if (!p.trace().isNull(value, s) && --left == 0) {
                    return s;
                }
            }
            return -1;
        }
    }

    /** FIRST_VALUE, LAST_VALUE and NTH_VALUE. */
    static final class FrameValue extends Positional {
        private final OverFrame frame;
        private final int value;
        private final long nth;
        private final boolean fromLast;
        private final boolean ignoreNulls;

        /** {@code nth} counts from 1, from the frame's end where {@code fromLast} is set. */
        FrameValue(OverFrame frame, int value, long nth, boolean fromLast, boolean ignoreNulls) {
            this.frame = frame;
            this.value = value;
            this.nth = nth;
            this.fromLast = fromLast;
            this.ignoreNulls = ignoreNulls;
        }

        @Override
        void reach(OverPartition p, PositionRanges out) {
            for (int slot : p.changed()) {
                if (nth > 1 || ignoreNulls) {
                    frame.reach(p, slot, out);
                } else if (fromLast) {
                    frame.reachLast(p, slot, out);
                } else {
                    frame.reachFirst(p, slot, out);
                }
            }
        }

        @Override
        void append(OverPartition p, int slot, long at, ColumnBuilder out) {
            int found = find(p, frame.from(p, slot, at), frame.to(p, slot, at));
            if (found < 0) {
                out.appendNull();
            } else {
                p.trace().append(value, found, out);
            }
        }

        private int find(OverPartition p, long from, long to) {
            long step = fromLast ? -1 : 1;
            long q = fromLast ? to - 1 : from;
            if (!ignoreNulls) {
                q += step * (nth - 1);
                return q < from || q >= to ? -1 : p.ranks().at(p.root(), q);
            }
            HashTrace trace = p.trace();
            long left = nth;
            for (; q >= from && q < to; q += step) {
                int s = p.ranks().at(p.root(), q);
                if (!trace.isNull(value, s) && --left == 0) {
                    return s;
                }
            }
            return -1;
        }
    }

    /** Appends a result or notes the failure. */
    static void note(@Nullable RowError error, Results out) {
        if (error != null) {
            out.failed(error);
        }
    }
}
