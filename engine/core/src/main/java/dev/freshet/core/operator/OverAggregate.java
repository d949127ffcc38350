package dev.freshet.core.operator;

import dev.freshet.core.aggregate.Accumulator;
import dev.freshet.core.plan.WindowCall.Exclude;
import dev.freshet.core.trace.HashTrace;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.StructColumn;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate over a frame: the frame slides along a run of rows, and what enters and leaves is added and taken away. The
 * first frame of a run is summed afresh, which costs its length: with UNBOUNDED PRECEDING that is what stands before the
 * run.
 */
class OverAggregate extends OverFunction {
    private final Accumulator accumulator;
    private final OverFrame frame;
    private final Columns columns;
    private long currentFrom;
    private long currentTo;

    /** What the accumulator reads: one column, or several as a row; {@code filter} is a Bool column or -1. */
    record Columns(int[] read, boolean asRow, int filter) {
        @Nullable
        Column of(HashTrace trace, int[] slots, int count) {
            if (!asRow) {
                return read.length == 0 ? null : trace.gather(read[0], slots, count);
            }
            List<Column> fields = new ArrayList<>(read.length);
            for (int c : read) {
                fields.add(trace.gather(c, slots, count));
            }
            return new StructColumn(fields, null, count);
        }

        boolean passes(HashTrace trace, int slot) {
            return filter < 0 || !trace.isNull(filter, slot) && trace.longAt(filter, slot) != 0;
        }
    }

    OverAggregate(Accumulator accumulator, OverFrame frame, Columns columns) {
        this.accumulator = accumulator;
        this.frame = frame;
        this.columns = columns;
        accumulator.grow(16);
    }

    @Override
    void reach(OverPartition p, PositionRanges out) {
        for (int slot : p.changed()) {
            frame.reach(p, slot, out);
        }
    }

    @Override
    void evaluate(OverPartition p, long from, long to, Results out) {
        accumulator.reset(0);
        p.walk(from, to, (slot, a, b) -> {
            for (long at = a; at < b; at++) {
                slide(p, frame.from(p, slot, at), frame.to(p, slot, at));
                result(p, slot, at, out);
            }
        });
        slide(p, 0, 0);
    }

    private void slide(OverPartition p, long from, long to) {
        long end = Math.max(from, to);
        if (from < currentFrom || from >= currentTo || end < currentTo) {
            add(p, currentFrom, currentTo, -1);
            add(p, from, end, 1);
        } else {
            add(p, currentTo, end, 1);
            add(p, currentFrom, from, -1);
        }
        currentFrom = from;
        currentTo = end;
    }

    private void result(OverPartition p, int slot, long at, Results out) {
        Exclude exclude = frame.exclude();
        boolean group = exclude == Exclude.GROUP || exclude == Exclude.TIES;
        long from = group ? p.peersFrom(slot) : at;
        long to = group ? p.peersTo(slot) : at + 1;
        boolean keepsOwn = exclude == Exclude.TIES && at >= currentFrom && at < currentTo;
        boolean cuts = exclude != Exclude.NO_OTHERS;
        if (cuts) {
            cut(p, from, to, -1);
            add(p, keepsOwn ? at : 0, keepsOwn ? at + 1 : 0, 1);
        }
        note(accumulator.result(0, out.column()), out);
        if (cuts) {
            add(p, keepsOwn ? at : 0, keepsOwn ? at + 1 : 0, -1);
            cut(p, from, to, 1);
        }
    }

    private void cut(OverPartition p, long from, long to, int sign) {
        add(p, Math.max(from, currentFrom), Math.min(to, currentTo), sign);
    }

    private void add(OverPartition p, long from, long to, int sign) {
        if (from >= to) {
            return;
        }
        Rows rows = new Rows((int) Math.min(to - from, 1024));
        p.walk(from, to, (slot, a, b) -> rows.add(slot, sign * (b - a)));
        rows.addTo(accumulator, p.trace(), 0);
    }

    /** Slots with weights, on their way into an accumulator. */
    private final class Rows {
        private int[] slots;
        private long[] weights;
        private int count;

        Rows(int capacity) {
            slots = new int[capacity];
            weights = new long[capacity];
        }

        void add(int slot, long weight) {
            if (count == slots.length) {
                slots = Arrays.copyOf(slots, count * 2);
                weights = Arrays.copyOf(weights, count * 2);
            }
            slots[count] = slot;
            weights[count++] = weight;
        }

        void addTo(Accumulator to, HashTrace trace, int group) {
            for (int i = 0; i < count; i++) {
                if (!columns.passes(trace, slots[i])) {
                    weights[i] = 0;
                }
            }
            int[] groups = new int[count];
            Arrays.fill(groups, group);
            to.add(groups, columns.of(trace, slots, count), weights, 0, count);
        }
    }

    /**
     * Over the whole partition: one running aggregate per partition, so that a change that leaves it as it is concerns no
     * other row.
     */
    static final class Whole extends OverAggregate {
        private final Accumulator kept;
        private final Type type;
        private boolean[] known = new boolean[0];

        Whole(Accumulator accumulator, Type type, OverFrame frame, Columns columns) {
            super(accumulator, frame, columns);
            this.kept = accumulator;
            this.type = type;
        }

        @Override
        void grow(int capacity) {
            kept.grow(capacity);
            if (known.length < capacity) {
                known = Arrays.copyOf(known, capacity);
            }
        }

        @Override
        void drop(int partition) {
            if (partition < known.length) {
                known[partition] = false;
            }
        }

        @Override
        void forget(int partition) {
            kept.forget(partition);
            drop(partition);
        }

        private void know(int partition) {
            if (!known[partition]) {
                kept.reset(partition);
                known[partition] = true;
            }
        }

        /** The change is added and its effect looked at; {@link #evaluate} before {@link #advance} must not see it. */
        @Override
        void reach(OverPartition p, PositionRanges out) {
            know(p.number());
            Column before = result(p.number());
            change(p, 1);
            Column after = result(p.number());
            change(p, -1);
            if (!before.equal(0, after, 0)) {
                out.add(0, p.size(), p.size());
            }
        }

        private Column result(int partition) {
            ColumnBuilder out = ColumnBuilder.of(type);
            kept.result(partition, out);
            return out.build();
        }

        private void change(OverPartition p, int sign) {
            Rows rows = new Rows(p.changed().length);
            for (int slot : p.changed()) {
                rows.add(slot, sign * (p.trace().weight(slot) - p.ranks().weight(slot)));
            }
            rows.addTo(kept, p.trace(), p.number());
        }

        @Override
        void advance(OverPartition p) {
            know(p.number());
            change(p, 1);
        }

        @Override
        void evaluate(OverPartition p, long from, long to, Results out) {
            for (long at = from; at < to; at++) {
                note(kept.result(p.number(), out.column()), out);
            }
        }

        @Override
        long bytes() {
            return kept.bytes();
        }
    }
}
