package dev.freshet.core.operator;

import dev.freshet.core.aggregate.Accumulator;
import dev.freshet.core.aggregate.Accumulators;
import dev.freshet.core.circuit.Operator;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.core.plan.AggregateCall;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.core.trace.GroupTable;
import dev.freshet.core.trace.HashTrace;
import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.StructColumn;
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
    private final Schema input;
    private final int[] groupColumns;
    private final int[] keyPositions;
    private final List<AggregateCall> calls;
    private final List<Accumulator> accumulators;
    private final GroupTable groups;
    private long[] rowCounts = new long[16];
    private int[] touchedIn = new int[16];
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
        this.groups =
                new GroupTable(Arrays.stream(groupColumns).mapToObj(input::type).toList());
        this.accumulators = calls.stream()
                .map(c -> Accumulators.of(c, input::type, expiry != null))
                .toList();
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
        step++;
        Affected affected = new Affected(in.size() + 1);
        int[] slots = assign(in, affected);
        int[] groupSlots = Arrays.copyOf(affected.slots, affected.count);
        List<Column> keys = groups.gather(groupSlots, groupSlots.length);
        Rows before = results(groupSlots, keys, -1, rejects);
        accumulate(in, slots);
        Rows after = results(groupSlots, keys, 1, rejects);
        touch(in.size() + groupSlots.length);
        for (Accumulator a : accumulators) {
            touch(a.takeRead());
        }
        ColumnBatch out = changes(before, after);
        removeEmpty(groupSlots);
        expire();
        totalEmitted |= groupColumns.length == 0;
        return out;
    }

    /** Slots touched in this step, each once, and whether the group had a row before. */
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

    private int[] assign(ColumnBatch in, Affected affected) {
        int[] hashes = HashTrace.hashes(in, groupColumns);
        int[] slots = groups.find(hashes, in, groupColumns);
        for (int i = 0; i < slots.length; i++) {
            slots[i] = affect(slots[i] >= 0 ? slots[i] : slotOf(hashes[i], in, i), affected);
        }
        if (isFirstTotal() && affected.count == 0) {
            affect(slotOf(0, in, 0), affected);
        }
        return slots;
    }

    private int slotOf(int hash, ColumnBatch in, int row) {
        int slot = groups.findOrAdd(hash, in, groupColumns, row);
        if (slot < 0) {
            slot = ~slot;
            grow();
            rowCounts[slot] = 0;
            touchedIn[slot] = 0;
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
        if (touchedIn[slot] != step) {
            touchedIn[slot] = step;
            affected.add(slot);
        }
        return slot;
    }

    private void grow() {
        if (groups.capacity() > rowCounts.length) {
            rowCounts = Arrays.copyOf(rowCounts, groups.capacity());
            touchedIn = Arrays.copyOf(touchedIn, groups.capacity());
        }
        for (Accumulator a : accumulators) {
            a.grow(groups.capacity());
        }
    }

    private void accumulate(ColumnBatch in, int[] slots) {
        long[] weights = weights(in);
        for (int i = 0; i < slots.length; i++) {
            rowCounts[slots[i]] += weights[i];
        }
        for (int k = 0; k < calls.size(); k++) {
            AggregateCall call = calls.get(k);
            Column argument = argument(call, in);
            long[] w = call.filter() < 0 ? weights : filtered(weights, (LongColumn) in.column(call.filter()));
            accumulators.get(k).add(slots, argument, w, slots.length);
        }
    }

    private static @Nullable Column argument(AggregateCall call, ColumnBatch in) {
        if (Accumulators.takesRow(call)) {
            List<Column> columns =
                    Accumulators.columns(call).stream().map(in::column).toList();
            return new StructColumn(columns, null, in.size());
        }
        return call.arguments().isEmpty() ? null : in.column(call.arguments().get(0));
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

    private static long[] filtered(long[] weights, LongColumn filter) {
        long[] out = new long[filter.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = !filter.isNull(i) && filter.get(i) != 0 ? weights[i] : 0;
        }
        return out;
    }

    /** A row per affected group, of which those count that are visible: there, and computed without an error. */
    private record Rows(ColumnBatch batch, boolean[] visible) {}

    private Rows results(int[] slots, List<Column> keys, long sign, Rejects rejects) {
        boolean[] visible = new boolean[slots.length];
        boolean total = groupColumns.length == 0;
        for (int i = 0; i < slots.length; i++) {
            visible[i] = total ? sign > 0 || totalEmitted : rowCounts[slots[i]] > 0;
        }
        @Nullable RowError[] errors = null;
        List<Column> columns = new ArrayList<>(keys);
        for (int k = 0; k < calls.size(); k++) {
            Accumulator accumulator = accumulators.get(k);
            ColumnBuilder out = ColumnBuilder.of(calls.get(k).type().type());
            for (int i = 0; i < slots.length; i++) {
                RowError error = accumulator.result(slots[i], out);
                if (error != null && visible[i]) {
                    errors = errors == null ? new RowError[slots.length] : errors;
                    errors[i] = error;
                }
            }
            columns.add(out.build());
        }
        ColumnBatch batch = new ColumnBatch(columns, null, slots.length);
        reject(batch, errors, rejects, sign);
        for (int i = 0; errors != null && i < errors.length; i++) {
            visible[i] &= errors[i] == null;
        }
        return new Rows(batch, visible);
    }

    private void reject(ColumnBatch batch, @Nullable RowError @Nullable [] errors, Rejects rejects, long sign) {
        for (int i = 0; errors != null && i < errors.length; i++) {
            RowError error = errors[i];
            if (error != null) {
                rejects.add(error, output(), batch, i, sign);
            }
        }
    }

    /** −old and +new for the groups where they differ; withheld rows are in neither. */
    private ColumnBatch changes(Rows before, Rows after) {
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
            if (rowCounts[slots[i]] == 0) {
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
        long n = groups.bytes() + 12L * rowCounts.length;
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
        List<Column> columns = new ArrayList<>(groups.gather(slots, slots.length));
        long[] counts = Arrays.stream(slots).mapToLong(s -> rowCounts[s]).toArray();
        columns.add(LongColumn.of(counts));
        writer.batch("groups", new ColumnBatch(columns, null, slots.length));
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
                rowCounts[slot] = ((LongColumn) b.column(keyPositions.length)).get(i);
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
