package dev.freshet.core.operator;

import dev.freshet.core.aggregate.Accumulator;
import dev.freshet.core.aggregate.Accumulators;
import dev.freshet.core.circuit.Operator;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.core.plan.AggregateCall;
import dev.freshet.core.trace.Consolidation;
import dev.freshet.core.trace.HashTrace;
import dev.freshet.core.trace.Hashing;
import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.core.trace.TraceObserver;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.StructColumn;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.error.RowError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * DISTINCT and GROUP BY inside a recursion. The last column of every row is the round in which it came; a collection at a
 * round is the sum of its rows up to it. For each group that changes the whole history is gone through in the order of
 * rounds, as it was and as it is, and each round's difference to the one before goes out: the cost is the size of the
 * groups that change.
 */
public final class RoundOperator extends Operator {
    private final Schema input;
    private final int[] groups;
    private final int round;
    private final List<AggregateCall> calls;
    private final List<Accumulator> accumulators;
    private final HashTrace rows;

    /** {@code input} and {@code output} end with the round; groups and then the calls' results stand before it. */
    public RoundOperator(String id, Schema input, List<Integer> groups, List<AggregateCall> calls, Schema output) {
        super(id, calls.isEmpty() ? "distinct" : "aggregate", output);
        this.input = input;
        this.groups = groups.stream().mapToInt(Integer::intValue).toArray();
        this.round = input.size() - 1;
        this.calls = calls;
        this.accumulators =
                calls.stream().map(c -> Accumulators.of(c, input::type)).toList();
        this.accumulators.forEach(a -> a.grow(16));
        this.rows = new HashTrace(input, this.groups);
    }

    @Override
    protected ColumnBatch step(List<ColumnBatch> inputs, Rejects rejects) {
        ColumnBatch in = Consolidation.of(inputs.get(0));
        int[] hashes = HashTrace.hashes(in, groups);
        int[] members = representatives(in);
        Output out = new Output();
        for (int i : members) {
            sweep(rows.first(hashes[i], in, groups, i), -1, out);
        }
        rows.apply(in);
        for (int i : members) {
            sweep(rows.first(hashes[i], in, groups, i), 1, out);
        }
        touch(in.size());
        return Consolidation.of(out.build(rejects));
    }

    /** One row of each group in the delta. */
    private int[] representatives(ColumnBatch in) {
        ColumnBatch keys =
                new ColumnBatch(Arrays.stream(groups).mapToObj(in::column).toList(), null, in.size());
        HashTrace seen =
                new HashTrace(Arrays.stream(groups).mapToObj(input::type).toList(), Hashing.all(groups.length));
        int[] out = new int[in.size()];
        int[] n = {0};
        seen.apply(keys, new TraceObserver() {
            @Override
            public void inserted(int slot, int row) {
                out[n[0]++] = row;
            }
        });
        return Arrays.copyOf(out, n[0]);
    }

    /** Goes through a group's history; {@code sign} is the weight of what comes out. */
    private void sweep(int first, int sign, Output out) {
        if (first < 0) {
            return;
        }
        long[] byRound = history(first);
        touch(byRound.length);
        long count = 0;
        Result last = null;
        for (int i = 0; i < byRound.length; ) {
            long at = rows.longAt(round, (int) byRound[i]);
            int end = i;
            while (end < byRound.length && rows.longAt(round, (int) byRound[end]) == at) {
                count += rows.weight((int) byRound[end++]);
            }
            accumulate(byRound, i, end, 1);
            Result now = count > 0 ? result() : null;
            if (!same(last, now)) {
                out.add(first, last, at, -sign);
                out.add(first, now, at, sign);
            }
            last = now;
            i = end;
        }
        accumulate(byRound, 0, byRound.length, -1);
    }

    /** The group's slots in the order of their rounds. */
    private long[] history(int first) {
        int n = 0;
        for (int s = first; s >= 0; s = rows.next(s)) {
            n++;
        }
        Integer[] slots = new Integer[n];
        int i = 0;
        for (int s = first; s >= 0; s = rows.next(s)) {
            slots[i++] = s;
        }
        Arrays.sort(slots, (a, b) -> Long.compare(rows.longAt(round, a), rows.longAt(round, b)));
        return Arrays.stream(slots).mapToLong(Integer::longValue).toArray();
    }

    private void accumulate(long[] slots, int from, int to, int sign) {
        if (calls.isEmpty()) {
            return;
        }
        int[] some = new int[to - from];
        long[] weights = new long[some.length];
        for (int i = 0; i < some.length; i++) {
            some[i] = (int) slots[from + i];
            weights[i] = sign * rows.weight(some[i]);
        }
        for (int k = 0; k < calls.size(); k++) {
            AggregateCall call = calls.get(k);
            long[] w = weights.clone();
            for (int i = 0; i < w.length && call.filter() >= 0; i++) {
                boolean passes = !rows.isNull(call.filter(), some[i]) && rows.longAt(call.filter(), some[i]) != 0;
                w[i] = passes ? w[i] : 0;
            }
            accumulators.get(k).add(new int[some.length], argument(call, some), w, 0, some.length);
        }
    }

    private @Nullable Column argument(AggregateCall call, int[] slots) {
        List<Column> columns = Accumulators.columns(call).stream()
                .map(c -> rows.gather(c, slots, slots.length))
                .toList();
        if (Accumulators.takesRow(call)) {
            return new StructColumn(columns, null, slots.length);
        }
        return columns.isEmpty() ? null : columns.getFirst();
    }

    /** A group's results at one round. */
    private record Result(List<Column> values, @Nullable RowError error) {}

    private Result result() {
        List<Column> values = new ArrayList<>();
        RowError error = null;
        for (int k = 0; k < calls.size(); k++) {
            ColumnBuilder out = ColumnBuilder.of(calls.get(k).type().type());
            RowError failed = accumulators.get(k).result(0, out);
            error = error == null ? failed : error;
            values.add(out.build());
        }
        return new Result(values, error);
    }

    private static boolean same(@Nullable Result a, @Nullable Result b) {
        if (a == null || b == null) {
            return a == b;
        }
        for (int k = 0; k < a.values().size(); k++) {
            if (!a.values().get(k).equal(0, b.values().get(k), 0)) {
                return false;
            }
        }
        return java.util.Objects.equals(a.error(), b.error());
    }

    private final class Output {
        private final List<ColumnBuilder> columns = output().fields().stream()
                .map(f -> ColumnBuilder.of(f.type().type()))
                .toList();
        private final List<Long> weights = new ArrayList<>();
        private final List<@Nullable RowError> errors = new ArrayList<>();

        void add(int slot, @Nullable Result result, long at, long weight) {
            if (result == null) {
                return;
            }
            for (int g = 0; g < groups.length; g++) {
                rows.append(groups[g], slot, columns.get(g));
            }
            for (int k = 0; k < calls.size(); k++) {
                columns.get(groups.length + k).append(result.values().get(k), 0);
            }
            columns.getLast().appendLong(at);
            weights.add(weight);
            errors.add(result.error());
        }

        ColumnBatch build(Rejects rejects) {
            ColumnBatch all = new ColumnBatch(
                    columns.stream().map(ColumnBuilder::build).toList(),
                    weights.stream().mapToLong(Long::longValue).toArray(),
                    weights.size());
            int[] kept = new int[all.size()];
            int n = 0;
            for (int i = 0; i < kept.length; i++) {
                RowError error = errors.get(i);
                if (error == null) {
                    kept[n++] = i;
                } else {
                    rejects.add(error, output(), all, i, all.weight(i));
                }
            }
            return n == kept.length ? all : all.gather(kept, n);
        }
    }

    /** The schema of rows with their round behind. */
    public static Schema withRound(Schema schema) {
        List<dev.freshet.spi.data.Field> fields = new ArrayList<>(schema.fields());
        fields.add(new dev.freshet.spi.data.Field("$round", Type.BIGINT.notNull()));
        return new Schema(fields, List.of());
    }

    @Override
    protected boolean consolidated() {
        return true;
    }

    @Override
    public long stateBytes() {
        return rows.bytes();
    }

    @Override
    public long stateRows() {
        return rows.size();
    }

    @Override
    public void save(StateWriter writer) {
        writer.trace("rows", rows);
    }

    @Override
    public void load(StateReader reader) {
        reader.trace("rows", rows);
    }
}
