package dev.freshet.core.operator;

import dev.freshet.core.circuit.Operator;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.core.expr.Evaluator;
import dev.freshet.core.plan.JoinKind;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.core.trace.HashTrace;
import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.core.trace.TraceObserver;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Bilinear: Δ(L⋈R) = ΔL⋈R + (L+ΔL)⋈ΔR, each change probing the other side by key. Outer, semi and anti joins also keep
 * per row the summed weight of its partners, and emit where that becomes or stops being positive.
 */
public final class JoinOperator extends Operator {
    private static final int LOOK_AHEAD = 512;

    private final JoinKind kind;
    private final Side left;
    private final Side right;
    private final Schema pairs;
    private final @Nullable Evaluator residual;

    public JoinOperator(String id, PlanNode.Join node, @Nullable Evaluator residual) {
        this(id, node, residual, new Expiries(null, null));
    }

    /** Which rows of either side can be forgotten, by a column of that side. */
    public record Expiries(@Nullable Expiry left, @Nullable Expiry right) {}

    public JoinOperator(String id, PlanNode.Join node, @Nullable Evaluator residual, Expiries expiries) {
        super(id, node.kind().name().toLowerCase(java.util.Locale.ROOT) + " join", node.schema());
        this.kind = node.kind();
        this.residual = residual;
        this.left = new Side(
                node.left().schema(),
                node.leftKeys(),
                kind != JoinKind.INNER && kind != JoinKind.RIGHT,
                expiries.left());
        this.right = new Side(
                node.right().schema(),
                node.rightKeys(),
                kind == JoinKind.RIGHT || kind == JoinKind.FULL,
                expiries.right());
        List<Field> both = new ArrayList<>(node.left().schema().fields());
        both.addAll(node.right().schema().fields());
        this.pairs = new Schema(both, List.of());
    }

    /** One input: its rows by key and, where the join's kind asks for it, the weight of each row's partners. */
    private static final class Side {
        final Schema schema;
        final int[] keys;
        final HashTrace rows;
        final boolean counted;
        long[] partners = new long[0];
        /** Rows of this side whose partners changed in the current probe, with the partners' weight before. */
        int[] dirty = new int[16];

        long[] before = new long[16];
        int dirtyCount;
        boolean[] marked = new boolean[0];

        final @Nullable Expiry expiry;

        Side(Schema schema, List<Integer> keys, boolean counted, @Nullable Expiry expiry) {
            this.expiry = expiry;
            this.schema = schema;
            this.keys = keys.stream().mapToInt(Integer::intValue).toArray();
            this.rows = HashTrace.loose(schema, this.keys);
            this.counted = counted;
        }

        void apply(ColumnBatch delta, TraceObserver observer) {
            KeptSlots.apply(rows, expiry, delta, observer);
        }

        boolean due() {
            return expiry != null && expiry.due();
        }

        int forget() {
            return KeptSlots.forget(rows, expiry);
        }

        void grow() {
            if (counted && partners.length < rows.capacity()) {
                partners = Arrays.copyOf(partners, rows.capacity());
                marked = Arrays.copyOf(marked, rows.capacity());
            }
        }

        void addPartners(int slot, long weight) {
            if (!marked[slot]) {
                marked[slot] = true;
                if (dirtyCount == dirty.length) {
                    dirty = Arrays.copyOf(dirty, dirtyCount * 2);
                    before = Arrays.copyOf(before, dirtyCount * 2);
                }
                before[dirtyCount] = partners[slot];
                dirty[dirtyCount++] = slot;
            }
            partners[slot] += weight;
        }

        /** Key columns of a delta in which there is a NULL: it equals nothing. */
        int[] nullable(ColumnBatch batch) {
            return Arrays.stream(keys)
                    .filter(k -> batch.column(k).mayHaveNulls())
                    .toArray();
        }
    }

    /** Matches of a delta's rows with the other side's slots. */
    private static final class Matches {
        int[] rows;
        int[] slots;
        int count;

        Matches(int expected) {
            rows = new int[Math.max(16, expected)];
            slots = new int[rows.length];
        }

        void add(int row, int slot) {
            if (count == rows.length) {
                rows = Arrays.copyOf(rows, count * 2);
                slots = Arrays.copyOf(slots, count * 2);
            }
            rows[count] = row;
            slots[count++] = slot;
        }
    }

    @Override
    protected boolean wantsStep() {
        return left.due() || right.due();
    }

    @Override
    protected ColumnBatch step(List<ColumnBatch> inputs, Rejects rejects) {
        List<ColumnBatch> out = new ArrayList<>(4);
        probe(inputs.get(0), true, out, rejects);
        probe(inputs.get(1), false, out, rejects);
        touch(left.forget() + right.forget());
        out.add(ColumnBatch.empty(output()));
        return UnionOperator.concat(out, _ -> {});
    }

    private void probe(ColumnBatch delta, boolean fromLeft, List<ColumnBatch> out, Rejects rejects) {
        if (delta.isEmpty()) {
            return;
        }
        Side own = fromLeft ? left : right;
        Side other = fromLeft ? right : left;
        Matches matches = match(delta, own, other);
        touch(delta.size() + matches.count);
        ColumnBatch joined = pair(delta, matches, other, fromLeft);
        int[] kept = passing(joined, matches, rejects);
        if (kind != JoinKind.SEMI && kind != JoinKind.ANTI) {
            out.add(kept.length == joined.size() ? joined : joined.gather(kept, kept.length));
        }
        long[] found = own.counted ? foundPerRow(delta, matches, kept, other) : new long[0];
        if (other.counted) {
            countPartners(delta, matches, kept, other);
            emitTransitions(other, !fromLeft, out);
        }
        if (own.counted) {
            emitOwn(delta, found, fromLeft, out);
            own.apply(delta, new Recorder(own, found));
        } else {
            own.apply(delta, TraceObserver.NOBODY);
        }
    }

    private static Matches match(ColumnBatch delta, Side own, Side other) {
        int[] hashes = HashTrace.hashes(delta, own.keys);
        int[] nullable = own.nullable(delta);
        Matches matches = new Matches(delta.size());
        int[] heads = new int[Math.min(LOOK_AHEAD, delta.size())];
        for (int from = 0; from < delta.size(); from += LOOK_AHEAD) {
            int count = Math.min(LOOK_AHEAD, delta.size() - from);
            other.rows.firsts(hashes, delta, own.keys, from, count, heads);
            for (int i = 0; i < count; i++) {
                if (heads[i] >= 0 && !anyNull(delta, nullable, from + i)) {
                    for (int s = heads[i]; s >= 0; s = other.rows.next(s)) {
                        matches.add(from + i, s);
                    }
                }
            }
        }
        return matches;
    }

    private static boolean anyNull(ColumnBatch batch, int[] columns, int row) {
        for (int c : columns) {
            if (batch.column(c).isNull(row)) {
                return true;
            }
        }
        return false;
    }

    /** All matches as left columns then right columns; weights are products. */
    private static ColumnBatch pair(ColumnBatch delta, Matches m, Side other, boolean fromLeft) {
        ColumnBatch own = delta.gather(m.rows, m.count);
        List<Column> theirs = other.rows.gather(m.slots, m.count);
        List<Column> columns = new ArrayList<>(fromLeft ? own.columns() : theirs);
        columns.addAll(fromLeft ? theirs : own.columns());
        long[] weights = new long[m.count];
        boolean ones = true;
        for (int i = 0; i < m.count; i++) {
            weights[i] = own.weight(i) * other.rows.weight(m.slots[i]);
            ones &= weights[i] == 1;
        }
        return new ColumnBatch(columns, ones ? null : weights, m.count);
    }

    /** Indices of the matches that the residual lets pass. */
    private int[] passing(ColumnBatch joined, Matches m, Rejects rejects) {
        if (residual == null || m.count == 0) {
            return IntStream.range(0, m.count).toArray();
        }
        var v = residual.evaluate(joined);
        var c = (LongColumn) v.column();
        int[] kept = new int[m.count];
        int n = 0;
        for (int i = 0; i < m.count; i++) {
            var error = v.error(i);
            if (error != null) {
                rejects.add(error, pairs, joined, i, joined.weight(i));
            } else if (!c.isNull(i) && c.get(i) != 0) {
                kept[n++] = i;
            }
        }
        return Arrays.copyOf(kept, n);
    }

    /** Weight of the partners of each delta row; what {@link Recorder} remembers per slot. */
    private static long[] foundPerRow(ColumnBatch delta, Matches m, int[] kept, Side other) {
        long[] found = new long[delta.size()];
        for (int k : kept) {
            found[m.rows[k]] += other.rows.weight(m.slots[k]);
        }
        return found;
    }

    private static void countPartners(ColumnBatch delta, Matches m, int[] kept, Side other) {
        other.grow();
        for (int k : kept) {
            other.addPartners(m.slots[k], delta.weight(m.rows[k]));
        }
    }

    /** Rows of the other side that gained their first partner or lost the last. */
    private void emitTransitions(Side side, boolean isLeft, List<ColumnBatch> out) {
        int[] changed = new int[side.dirtyCount];
        long[] weights = new long[side.dirtyCount];
        int n = 0;
        for (int i = 0; i < side.dirtyCount; i++) {
            int slot = side.dirty[i];
            side.marked[slot] = false;
            boolean had = side.before[i] > 0;
            boolean has = side.partners[slot] > 0;
            if (had != has) {
                changed[n] = slot;
                weights[n++] = side.rows.weight(slot) * (has == (kind == JoinKind.SEMI) ? 1 : -1);
            }
        }
        touch(side.dirtyCount);
        side.dirtyCount = 0;
        if (n > 0) {
            out.add(padded(side.rows.gather(changed, n), Arrays.copyOf(weights, n), n, isLeft));
        }
    }

    /** The delta's own rows that stand alone (or, for SEMI, do not). */
    private void emitOwn(ColumnBatch delta, long[] found, boolean isLeft, List<ColumnBatch> out) {
        int[] rows = new int[delta.size()];
        int n = 0;
        for (int i = 0; i < rows.length; i++) {
            if ((found[i] > 0) == (kind == JoinKind.SEMI)) {
                rows[n++] = i;
            }
        }
        if (n > 0) {
            ColumnBatch alone = delta.gather(rows, n);
            out.add(padded(alone.columns(), alone.weights(), n, isLeft));
        }
    }

    /** Own columns with NULLs for the other side; SEMI and ANTI have own columns only. */
    private ColumnBatch padded(List<Column> own, long @Nullable [] weights, int n, boolean isLeft) {
        if (kind == JoinKind.SEMI || kind == JoinKind.ANTI) {
            return new ColumnBatch(own, weights, n);
        }
        List<Column> nulls = NullColumns.of(isLeft ? right.schema : left.schema, n);
        List<Column> columns = new ArrayList<>(isLeft ? own : nulls);
        columns.addAll(isLeft ? nulls : own);
        return new ColumnBatch(columns, weights, n);
    }

    /** Notes for each row that enters its side how much its partners weigh. */
    private static final class Recorder implements TraceObserver {
        private final Side side;
        private final long[] found;

        Recorder(Side side, long[] found) {
            this.side = side;
            this.found = found;
        }

        @Override
        public void changing(int slot, long weightBefore, int row) {
            side.grow();
            side.partners[slot] = found[row];
        }
    }

    @Override
    public long stateBytes() {
        return left.rows.bytes() + right.rows.bytes() + 8L * (left.partners.length + right.partners.length);
    }

    @Override
    public long stateRows() {
        return left.rows.size() + right.rows.size();
    }

    @Override
    public void save(StateWriter writer) {
        save(writer, left, "left");
        save(writer, right, "right");
    }

    /** Where partners may be forgotten before the row, their weight is saved with it. */
    private void save(StateWriter writer, Side side, String tag) {
        if (!side.counted || !forgets()) {
            writer.trace(tag, side.rows);
            return;
        }
        HashTrace.Cursor cursor = side.rows.scan(65_536);
        for (ColumnBatch b = cursor.next(); !b.isEmpty(); b = cursor.next()) {
            long[] partners = new long[b.size()];
            for (int i = 0; i < partners.length; i++) {
                partners[i] = side.partners[cursor.slots()[i]];
            }
            List<Column> columns = new ArrayList<>(b.columns());
            columns.add(LongColumn.of(partners));
            writer.batch(tag, b.withColumns(columns));
        }
    }

    private boolean forgets() {
        return left.expiry != null || right.expiry != null;
    }

    private static void load(StateReader reader, Side side, String tag) {
        reader.batches(tag, b -> {
            if (!side.counted) {
                side.apply(b, TraceObserver.NOBODY);
                return;
            }
            int width = side.schema.size();
            LongColumn saved = (LongColumn) b.column(width);
            long[] partners = new long[b.size()];
            for (int i = 0; i < partners.length; i++) {
                partners[i] = saved.get(i);
            }
            ColumnBatch rows = b.withColumns(b.columns().subList(0, width));
            side.apply(rows, new Recorder(side, partners));
        });
    }

    /** Partners are counted anew by joining the saved sides; nothing is emitted. */
    @Override
    public void load(StateReader reader) {
        if (forgets()) {
            load(reader, left, "left");
            load(reader, right, "right");
            return;
        }
        List<ColumnBatch> ignored = new ArrayList<>();
        Rejects none = new Rejects();
        reader.trace("left", left.rows);
        if (!left.counted && !right.counted) {
            reader.trace("right", right.rows);
            return;
        }
        left.grow();
        reader.batches("right", b -> {
            ignored.clear();
            probe(b, false, ignored, none);
        });
    }
}
