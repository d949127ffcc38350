package dev.freshet.core.operator;

import dev.freshet.core.aggregate.Accumulator;
import dev.freshet.core.aggregate.Accumulators;
import dev.freshet.core.aggregate.Share;
import dev.freshet.core.circuit.Operator;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.core.plan.AggregateCall;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.core.trace.GroupTable;
import dev.freshet.core.trace.HashTrace;
import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.core.trace.Words;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.error.RowError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * GROUP BY: all aggregates of one clause share one table of groups. Per epoch each affected group gives its old row with
 * weight −1 and its new row with +1, where they differ. A group whose aggregate overflows is withheld and rejected. Without
 * group columns there is always one row.
 */
public final class AggregateOperator extends Operator {
    private static final int BLOCK = 2048;
    private static final int GROUPS_PER_PART = 65_536;

    private final Schema input;
    private final int[] groupColumns;
    private final int[] keyPositions;
    private final List<AggregateCall> calls;
    private final List<Accumulator> accumulators;
    private final GroupTable groups;
    /** Of each group the number of its rows, and behind it what the accumulators keep. */
    private final Words words;

    private int step;
    private final @Nullable Expiry expiry;
    private boolean totalEmitted;

    public AggregateOperator(String id, PlanNode.Aggregate node) {
        this(id, node, null);
    }

    /** {@code expiry}, over a column of the output, says which groups can be forgotten. */
    public AggregateOperator(String id, PlanNode.Aggregate node, @Nullable Expiry expiry) {
        super(id, "aggregate", node.schema());
        this.input = node.input().schema();
        this.groupColumns = node.groups().stream().mapToInt(Integer::intValue).toArray();
        this.keyPositions = IntStream.range(0, groupColumns.length).toArray();
        this.calls = node.calls();
        this.expiry = expiry;
        this.accumulators = calls.stream()
                .map(c -> Accumulators.of(c, input::type, expiry != null))
                .toList();
        this.groups = new GroupTable(
                Arrays.stream(groupColumns).mapToObj(input::type).toList(),
                1 + accumulators.stream().mapToInt(Accumulator::words).sum());
        this.words = groups.words();
        place();
    }

    private void place() {
        int at = 1;
        for (Accumulator a : accumulators) {
            a.place(words.from(at));
            at += a.words();
        }
    }

    @Override
    protected boolean wantsStep() {
        return isFirstTotal() || (expiry != null && expiry.due());
    }

    private boolean isFirstTotal() {
        return groupColumns.length == 0 && !totalEmitted;
    }

    @Override
    protected ColumnBatch step(List<ColumnBatch> inputs, Rejects rejects) {
        ColumnBatch in = inputs.get(0);
        if (in.isEmpty() && !isFirstTotal()) {
            expire();
            return ColumnBatch.empty(output());
        }
        step = step == Integer.MAX_VALUE ? 1 : step + 1;
        Affected affected = new Affected(in.size() + 1);
        Rows before = new Rows(-1);
        accumulate(in, affected, before);
        int[] groupSlots = Arrays.copyOf(affected.slots, affected.count);
        List<Column> keys = groups.gather(groupSlots, groupSlots.length);
        Rows after = new Rows(1);
        after.add(groupSlots, 0, groupSlots.length);
        touch(in.size() + groupSlots.length);
        for (Accumulator a : accumulators) {
            touch(a.takeRead());
        }
        ColumnBatch out = changes(before.finish(keys, rejects), after.finish(keys, rejects));
        removeEmpty(groupSlots);
        expire();
        totalEmitted |= groupColumns.length == 0;
        return out;
    }

    /** Slots touched in this step, each once, in the order in which they came. */
    private static final class Affected {
        private int[] slots;
        private int count;

        Affected(int capacity) {
            slots = new int[Math.min(capacity, 1024)];
        }

        void add(int slot) {
            if (count == slots.length) {
                slots = Arrays.copyOf(slots, count * 2);
            }
            slots[count++] = slot;
        }
    }

    /**
     * Adds all rows to their groups; what those showed before goes to {@code before}. Block by block, so that a group's words
     * are still in the processor's cache from one pass to the next.
     */
    private void accumulate(ColumnBatch in, Affected affected, Rows before) {
        int[] hashes = HashTrace.hashes(in, groupColumns);
        int[] slots = new int[in.size()];
        long[] weights = weights(in);
        List<Share> shares = Share.of(calls, accumulators, in, weights);
        for (int from = 0; from < slots.length; from += BLOCK) {
            int to = Math.min(slots.length, from + BLOCK);
            int known = affected.count;
            assign(in, hashes, slots, from, to, affected);
            before.add(affected.slots, known, affected.count);
            for (int i = from; i < to; i++) {
                words.add(slots[i], 0, weights[i]);
            }
            for (Share s : shares) {
                if (s.accumulator().words() > 0) {
                    s.add(slots, from, to);
                }
            }
        }
        for (Share s : shares) {
            if (s.accumulator().words() == 0) {
                s.add(slots, 0, slots.length);
            }
        }
        if (isFirstTotal() && affected.count == 0) {
            affect(slotOf(0, in, 0), affected);
            before.add(affected.slots, 0, 1);
        }
    }

    private void assign(ColumnBatch in, int[] hashes, int[] slots, int from, int to, Affected affected) {
        int[] found = new int[to - from];
        groups.find(hashes, in, groupColumns, from, found);
        for (int i = from; i < to; i++) {
            int slot = found[i - from];
            slots[i] = affect(slot >= 0 ? slot : slotOf(hashes[i], in, i), affected);
        }
    }

    private int slotOf(int hash, ColumnBatch in, int row) {
        int slot = groups.findOrAdd(hash, in, groupColumns, row);
        if (slot < 0) {
            slot = ~slot;
            grow();
            words.set(slot, 0, 0);
            for (Accumulator a : accumulators) {
                a.reset(slot);
            }
            if (expiry != null) {
                expiry.add(slot, in.column(groupColumns[expiry.column()]), row);
            }
        }
        return slot;
    }

    private int affect(int slot, Affected affected) {
        if (groups.mark(slot, step)) {
            affected.add(slot);
        }
        return slot;
    }

    private void grow() {
        for (Accumulator a : accumulators) {
            a.grow(groups.capacity());
        }
    }

    private static long[] weights(ColumnBatch in) {
        long[] own = in.weights();
        if (own != null) {
            return own;
        }
        long[] ones = new long[in.size()];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** A row per affected group, of which those count that are visible: there, and computed without an error. */
    private record Shown(ColumnBatch batch, boolean[] visible) {}

    /** The rows of affected groups as they are when they are added. */
    private final class Rows {
        private final int sign;
        private final List<ColumnBuilder> columns =
                calls.stream().map(c -> ColumnBuilder.of(c.type().type())).toList();
        private boolean[] visible = new boolean[16];
        private @Nullable RowError @Nullable [] errors;
        private int count;

        /** @param sign the weight of the rows in the output */
        Rows(int sign) {
            this.sign = sign;
        }

        void add(int[] slots, int from, int to) {
            int size = count + to - from;
            if (size > visible.length) {
                visible = Arrays.copyOf(visible, Math.max(size, visible.length * 2));
            }
            boolean total = groupColumns.length == 0;
            for (int i = from; i < to; i++) {
                visible[count + i - from] = total ? sign > 0 || totalEmitted : words.get(slots[i], 0) > 0;
            }
            for (int k = 0; k < accumulators.size(); k++) {
                Accumulator accumulator = accumulators.get(k);
                ColumnBuilder out = columns.get(k);
                for (int i = from; i < to; i++) {
                    RowError error = accumulator.result(slots[i], out);
                    if (error != null) {
                        note(count + i - from, error);
                    }
                }
            }
            count = size;
        }

        private void note(int row, RowError error) {
            @Nullable RowError[] noted = errors == null ? new RowError[visible.length] : errors;
            errors = row < noted.length ? noted : Arrays.copyOf(noted, visible.length);
            if (visible[row]) {
                errors[row] = error;
            }
        }

        Shown finish(List<Column> keys, Rejects rejects) {
            List<Column> all = new ArrayList<>(keys);
            columns.forEach(c -> all.add(c.build()));
            ColumnBatch batch = new ColumnBatch(all, null, count);
            reject(batch, errors, rejects, sign);
            for (int i = 0; errors != null && i < Math.min(count, errors.length); i++) {
                visible[i] &= errors[i] == null;
            }
            return new Shown(batch, Arrays.copyOf(visible, count));
        }
    }

    private void reject(ColumnBatch batch, @Nullable RowError @Nullable [] errors, Rejects rejects, long sign) {
        for (int i = 0; errors != null && i < Math.min(batch.size(), errors.length); i++) {
            RowError error = errors[i];
            if (error != null) {
                rejects.add(error, output(), batch, i, sign);
            }
        }
    }

    /** −old and +new for the groups where they differ; withheld rows are in neither. */
    private ColumnBatch changes(Shown before, Shown after) {
        int[] gone = new int[before.visible().length];
        int[] come = new int[gone.length];
        int goneCount = 0;
        int comeCount = 0;
        for (int i = 0; i < gone.length; i++) {
            boolean was = before.visible()[i];
            boolean is = after.visible()[i];
            if (was && is && same(before.batch(), after.batch(), i)) {
                continue;
            }
            if (was) {
                gone[goneCount++] = i;
            }
            if (is) {
                come[comeCount++] = i;
            }
        }
        return UnionOperator.concat(
                List.of(
                        before.batch().gather(gone, goneCount).negated(),
                        after.batch().gather(come, comeCount)),
                _ -> {});
    }

    private boolean same(ColumnBatch before, ColumnBatch after, int row) {
        for (int c = keyPositions.length; c < before.columns().size(); c++) {
            if (!before.column(c).equal(row, after.column(c), row)) {
                return false;
            }
        }
        return true;
    }

    private void removeEmpty(int[] slots) {
        for (int i = 0; i < slots.length && groupColumns.length > 0; i++) {
            if (words.get(slots[i], 0) == 0) {
                groups.remove(slots[i]);
                if (expiry != null) {
                    expiry.remove(slots[i]);
                }
            }
        }
    }

    /** Groups that no change can reach any more go; their rows have been given and stay. */
    private void expire() {
        if (expiry == null) {
            return;
        }
        for (int slot = expiry.poll(); slot >= 0; slot = expiry.poll()) {
            for (Accumulator a : accumulators) {
                a.forget(slot);
            }
            groups.remove(slot);
        }
    }

    @Override
    protected boolean consolidated() {
        return true;
    }

    @Override
    public long stateBytes() {
        long n = groups.bytes();
        for (Accumulator a : accumulators) {
            n += a.bytes();
        }
        return n;
    }

    @Override
    public long stateRows() {
        return groups.size();
    }

    @Override
    public void save(StateWriter writer) {
        int[] slots = groups.slots();
        for (int from = 0; from < slots.length; from += GROUPS_PER_PART) {
            int[] some = Arrays.copyOfRange(slots, from, Math.min(slots.length, from + GROUPS_PER_PART));
            List<Column> columns = new ArrayList<>(groups.gather(some, some.length));
            columns.add(LongColumn.of(
                    Arrays.stream(some).mapToLong(s -> words.get(s, 0)).toArray()));
            writer.batch("groups", new ColumnBatch(columns, null, some.length));
        }
        for (int k = 0; k < accumulators.size(); k++) {
            accumulators.get(k).save(writer, "accumulator" + k, slots, slots.length);
        }
        if (totalEmitted) {
            writer.batch("total", new ColumnBatch(List.of(), null, 0));
        }
    }

    @Override
    public void load(StateReader reader) {
        reader.batches("groups", b -> {
            int[] hashes = HashTrace.hashes(b, keyPositions);
            for (int i = 0; i < b.size(); i++) {
                int slot = ~groups.findOrAdd(hashes[i], b, keyPositions, i);
                grow();
                words.set(slot, 0, ((LongColumn) b.column(keyPositions.length)).get(i));
                if (expiry != null) {
                    expiry.add(slot, b.column(expiry.column()), i);
                }
            }
        });
        for (int k = 0; k < accumulators.size(); k++) {
            accumulators.get(k).load(reader, "accumulator" + k);
        }
        reader.batches("total", _ -> totalEmitted = true);
    }
}
