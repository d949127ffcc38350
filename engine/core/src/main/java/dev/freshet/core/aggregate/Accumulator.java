package dev.freshet.core.aggregate;

import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.core.trace.Words;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.error.RowError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One aggregate over all groups. The result depends only on the multiset of rows in the group, never on their order or on
 * what was there before. Groups are named by slots.
 */
public abstract class Accumulator {
    private static final int GROUPS_PER_PART = 65_536;

    private long read;

    /** Counts rows of the state that a result read one by one. */
    protected final void read(long rows) {
        read += rows;
    }

    /** What {@link #read} counted since the last call. */
    public final long takeRead() {
        long n = read;
        read = 0;
        return n;
    }

    /** How many words per group the accumulator can keep in another's rows; 0 for one that keeps all by itself. */
    public int words() {
        return 0;
    }

    /** Gives it {@link #words} words per group, before there is any; without it has some of its own. */
    public void place(Words words) {}

    /** Room for slots below {@code capacity}. */
    public abstract void grow(int capacity);

    /** The slot is about to stand for a new, empty group. */
    public abstract void reset(int slot);

    /** The group goes, whatever is in it. */
    public void forget(int slot) {
        reset(slot);
    }

    /**
     * Adds the rows {@code from…to}: row {@code i} with weight {@code weights[i]} to group {@code slots[i]}; weight 0 rows are to
     * be passed over.
     * {@code argument} is null for aggregates without one.
     */
    public abstract void add(int[] slots, @Nullable Column argument, long[] weights, int from, int to);

    /** Appends the result for a group; an error instead of it must still append a NULL. */
    public abstract @Nullable RowError result(int slot, ColumnBuilder out);

    /** Saves the groups {@code slots[0..count)} in that order. */
    public abstract void save(StateWriter writer, String tag, int[] slots, int count);

    /** Loads what was saved into an accumulator without groups: they get the slots 0, 1, … in the order of saving. */
    public abstract void load(StateReader reader, String tag);

    /** Appends what is kept of a group. */
    protected interface SlotSaver {
        void save(int slot, ColumnBuilder out);
    }

    /** Takes back what a {@link SlotSaver} appended. */
    protected interface SlotLoader {
        void load(int slot, Column saved, int row);
    }

    /** Saves one value of the type per group. */
    protected static void saveEach(StateWriter writer, String tag, Type type, int[] slots, int count, SlotSaver saver) {
        for (int from = 0; from < count; from += GROUPS_PER_PART) {
            int to = Math.min(count, from + GROUPS_PER_PART);
            ColumnBuilder out = ColumnBuilder.of(type);
            for (int i = from; i < to; i++) {
                saver.save(slots[i], out);
            }
            writer.batch(tag, new ColumnBatch(List.of(out.build()), null, to - from));
        }
    }

    /** Loads what {@link #saveEach} saved. */
    protected final void loadEach(StateReader reader, String tag, SlotLoader loader) {
        int[] slot = {0};
        reader.batches(tag, b -> {
            grow(slot[0] + b.size());
            for (int i = 0; i < b.size(); i++) {
                loader.load(slot[0]++, b.column(0), i);
            }
        });
    }

    public abstract long bytes();
}
