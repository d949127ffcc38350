package dev.freshet.core.operator;

import dev.freshet.core.circuit.Operator;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.core.plan.AggregateCall;
import dev.freshet.core.trace.BatchGroups;
import dev.freshet.core.trace.Consolidation;
import dev.freshet.core.trace.HashTrace;
import dev.freshet.core.trace.Hashing;
import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * DISTINCT and GROUP BY inside a recursion. The last column of every row is the round in which it came; a collection at a
 * round is the sum of its rows up to it. For each group that changes the history is gone through from the first round that
 * changes, as it was and as it is, and each round's difference to the one before goes out: the cost is the size of the
 * groups that change.
 */
public final class RoundOperator extends Operator {
    /** Keys that are looked up at once. */
    private static final int LOOK_AHEAD = 512;

    private final int[] groups;
    private final int round;
    private final HashTrace rows;
    private final RoundSweep sweep;

    /** {@code input} and {@code output} end with the round; groups and then the calls' results stand before it. */
    public RoundOperator(String id, Schema input, List<Integer> groups, List<AggregateCall> calls, Schema output) {
        super(id, calls.isEmpty() ? "distinct" : "aggregate", output);
        this.groups = groups.stream().mapToInt(Integer::intValue).toArray();
        this.round = input.size() - 1;
        this.rows = HashTrace.loose(input, this.groups);
        this.sweep = new RoundSweep(rows, input, calls, output);
    }

    @Override
    protected ColumnBatch step(List<ColumnBatch> inputs, Rejects rejects) {
        ColumnBatch in = inputs.get(0);
        int[] hashes = HashTrace.hashes(in, groups);
        BatchGroups changed = BatchGroups.of(in, groups, hashes);
        long[] since = since(in, changed);
        ColumnBatch keys = new ColumnBatch(
                Arrays.stream(groups)
                        .mapToObj(c -> in.column(c).gather(changed.first(), changed.count()))
                        .toList(),
                null,
                changed.count());
        int[] keyHashes = Arrays.stream(changed.first()).map(i -> hashes[i]).toArray();
        RoundSweep.Output out = sweep.output();
        touch(in.size() + sweep.sweep(heads(keys, keyHashes), since, -1, out));
        boolean corrected = out.count() > 0;
        rows.apply(in);
        touch(sweep.sweep(heads(keys, keyHashes), since, 1, out));
        ColumnBatch made = out.build(keys, rejects);
        return corrected ? Consolidation.of(made) : made;
    }

    /** Of each group the first round that changes. */
    private long[] since(ColumnBatch in, BatchGroups changed) {
        LongColumn rounds = (LongColumn) in.column(round);
        long[] out = new long[changed.count()];
        Arrays.fill(out, Long.MAX_VALUE);
        for (int i = 0; i < in.size(); i++) {
            int g = changed.of()[i];
            out[g] = Math.min(out[g], rounds.get(i));
        }
        return out;
    }

    /** The first slot of each key, or -1. */
    private int[] heads(ColumnBatch keys, int[] hashes) {
        int[] all = Hashing.all(groups.length);
        int[] out = new int[keys.size()];
        int[] some = new int[Math.min(LOOK_AHEAD, out.length)];
        for (int from = 0; from < out.length; from += some.length) {
            int n = Math.min(some.length, out.length - from);
            rows.firsts(hashes, keys, all, from, n, some);
            System.arraycopy(some, 0, out, from, n);
        }
        return out;
    }

    /** The schema of rows with their round behind. */
    public static Schema withRound(Schema schema) {
        List<Field> fields = new ArrayList<>(schema.fields());
        fields.add(new Field("$round", Type.BIGINT.notNull()));
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
