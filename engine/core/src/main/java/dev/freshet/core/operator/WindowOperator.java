package dev.freshet.core.operator;

import dev.freshet.core.circuit.Operator;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.core.plan.WindowCall;
import dev.freshet.core.trace.Consolidation;
import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.error.RowError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * OVER: per partition the rows in order. For a change every function names the rows whose result it can concern; these
 * are computed as they were and as they are, and what differs goes out.
 */
public final class WindowOperator extends Operator {
    private final OrderedPartitions rows;
    private final Schema input;
    private final List<WindowCall> calls;
    private final List<OverFunction> functions;
    private final boolean sessions;

    public WindowOperator(String id, PlanNode.Window node) {
        this(id, node, null);
    }

    /**
     * {@code expiry}, over a column of the partition, says which partitions can be forgotten; with sessions, over their time,
     * which sessions.
     */
    public WindowOperator(String id, PlanNode.Window node, @Nullable Expiry expiry) {
        super(id, "window", node.schema());
        this.input = node.input().schema();
        WindowCall first = node.calls().getFirst();
        this.sessions = first.function().startsWith("session_");
        this.rows = sessions
                ? new OrderedPartitions(
                        input,
                        node.partition(),
                        node.order(),
                        (rows, a, b) -> OverSession.together(
                                rows,
                                first.arguments().getFirst(),
                                first.constants().getFirst(),
                                a,
                                b))
                : new OrderedPartitions(input, node.partition(), node.order());
        boolean byTime = sessions && expiry != null && first.arguments().getFirst() == expiry.column();
        this.rows.expire(expiry, byTime ? first.constants().getFirst() : 0);
        this.calls = node.calls();
        this.functions = calls.stream()
                .map(c -> OverFunctions.of(c, input, node.order(), expiry != null))
                .toList();
    }

    @Override
    protected ColumnBatch step(List<ColumnBatch> inputs, Rejects rejects) {
        ColumnBatch in = Consolidation.of(inputs.get(0));
        Collector collector = new Collector(in.size());
        rows.apply(in, collector);
        forget();
        return Consolidation.of(collector.out(rejects));
    }

    @Override
    protected boolean wantsStep() {
        return rows.due();
    }

    private void forget() {
        if (sessions) {
            for (int slot = rows.poll(); slot >= 0; slot = rows.poll()) {
                rows.forgetGroupBefore(slot);
            }
            return;
        }
        for (int partition : rows.forgetDue()) {
            functions.forEach(f -> f.forget(partition));
        }
    }

    /** Slots of a delta by partition. */
    private final class Collector implements OrderedPartitions.Change {
        private final int[] slots;
        private final Output output = new Output();
        private ColumnBatch out = ColumnBatch.empty(output());

        Collector(int size) {
            slots = new int[size];
        }

        @Override
        public void row(int row, int slot, int partition) {
            slots[row] = slot;
        }

        @Override
        public void settled() {
            functions.forEach(f -> f.grow(rows.capacity()));
            long[] byPartition = new long[slots.length];
            Arrays.setAll(byPartition, i -> (long) rows.partitionOf(slots[i]) << 32 | slots[i]);
            Arrays.sort(byPartition);
            long walked = 0;
            for (int i = 0; i < byPartition.length; ) {
                int partition = (int) (byPartition[i] >> 32);
                int end = i;
                while (end < byPartition.length && (int) (byPartition[end] >> 32) == partition) {
                    end++;
                }
                int[] changed = new int[end - i];
                for (int k = i; k < end; k++) {
                    changed[k - i] = (int) byPartition[k];
                }
                OverPartition p = new OverPartition(rows, partition, changed);
                change(p);
                walked += p.walked();
                i = end;
            }
            touch(slots.length + walked);
            out = output.build();
        }

        private void change(OverPartition p) {
            PositionRanges before = new PositionRanges();
            for (OverFunction f : functions) {
                f.reach(p, before);
            }
            for (int slot : p.changed()) {
                long at = p.position(slot);
                before.add(at, at + p.ranks().weight(slot), p.size());
            }
            before.merge();
            before = p.wholeSlots(before);
            int[] concerned = p.slots(before);
            output.add(p, before, -1);
            functions.forEach(f -> f.advance(p));
            for (int slot : p.changed()) {
                rows.advance(slot);
            }
            PositionRanges after = new PositionRanges();
            add(p, concerned, after);
            add(p, p.changed(), after);
            after.merge();
            output.add(p, after, 1);
            if (p.size() == 0) {
                functions.forEach(f -> f.drop(p.number()));
            }
        }

        private static void add(OverPartition p, int[] slots, PositionRanges ranges) {
            for (int slot : slots) {
                long weight = p.ranks().weight(slot);
                if (weight > 0) {
                    long at = p.position(slot);
                    ranges.add(at, at + weight, p.size());
                }
            }
        }

        ColumnBatch out(Rejects rejects) {
            return output.withoutFailed(out, rejects);
        }
    }

    /** Rows to go out, with the results of each function. */
    private final class Output {
        private final SlotChanges changes = new SlotChanges();
        private final List<ColumnBuilder> results =
                calls.stream().map(c -> ColumnBuilder.of(c.type().type())).toList();
        private @Nullable RowError[] errors = new RowError[0];

        void add(OverPartition p, PositionRanges ranges, int sign) {
            for (int i = 0; i < ranges.count(); i++) {
                int first = changes.count();
                p.walk(ranges.from(i), ranges.to(i), (slot, from, to) -> {
                    for (long at = from; at < to; at++) {
                        changes.add(slot, sign);
                    }
                });
                for (int f = 0; f < functions.size(); f++) {
                    functions.get(f).evaluate(p, ranges.from(i), ranges.to(i), new Column1(results.get(f), first));
                }
            }
        }

        ColumnBatch build() {
            List<Column> columns = new ArrayList<>(rows.trace().gather(changes.slots(), changes.count()));
            results.forEach(r -> columns.add(r.build()));
            return new ColumnBatch(columns, changes.weights(), changes.count());
        }

        /** Results of one function from output row {@code first} on. */
        private final class Column1 implements OverFunction.Results {
            private final ColumnBuilder column;
            private int next;

            Column1(ColumnBuilder column, int first) {
                this.column = column;
                this.next = first - 1;
            }

            @Override
            public ColumnBuilder column() {
                next++;
                return column;
            }

            @Override
            public void failed(RowError error) {
                if (errors.length <= next) {
                    errors = Arrays.copyOf(errors, changes.count());
                }
                errors[next] = error;
            }
        }

        ColumnBatch withoutFailed(ColumnBatch all, Rejects rejects) {
            if (errors.length == 0) {
                return all;
            }
            int[] kept = new int[all.size()];
            int n = 0;
            for (int i = 0; i < kept.length; i++) {
                RowError error = i < errors.length ? errors[i] : null;
                if (error == null) {
                    kept[n++] = i;
                } else {
                    rejects.add(error, input, all, i, all.weight(i));
                }
            }
            return all.gather(kept, n);
        }
    }

    @Override
    protected boolean consolidated() {
        return true;
    }

    @Override
    public long stateBytes() {
        return rows.bytes() + functions.stream().mapToLong(OverFunction::bytes).sum();
    }

    @Override
    public long stateRows() {
        return rows.trace().size();
    }

    @Override
    public void save(StateWriter writer) {
        writer.trace("rows", rows.trace());
    }

    /** What functions keep is made anew from the rows. */
    @Override
    public void load(StateReader reader) {
        reader.batches("rows", b -> rows.apply(b, new Collector(b.size())));
    }
}
