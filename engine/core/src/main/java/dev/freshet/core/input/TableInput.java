package dev.freshet.core.input;

import dev.freshet.core.plan.Plan;
import dev.freshet.core.trace.Consolidation;
import dev.freshet.core.trace.HashTrace;
import dev.freshet.core.trace.Hashing;
import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.spi.connect.InputRows;
import dev.freshet.spi.connect.Op;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One table's input: turns rows with operations into the net weighted change of an epoch, and keeps what it needs for that.
 * With a primary key the last operation of a key wins. Changes behind the watermark, as it stood when the epoch began, and
 * inserts of a present key are refused with a reason: what lies behind the watermark neither comes nor goes.
 */
public final class TableInput {
    /** A row that was refused: its position in the {@link InputRows}, a code and a sentence. */
    public record Refusal(int row, String code, String detail) {}

    private static final Schema CLOCK = Schema.of(new Field("greatest", Type.BIGINT.notNull()));

    private final Plan.Table table;
    private final Schema schema;
    private final int[] key;
    private final @Nullable HashTrace rows;
    private final List<ColumnBatch> delta = new ArrayList<>();
    private long greatest = Long.MIN_VALUE;
    private long greatestInEpoch = Long.MIN_VALUE;

    /**
     * @param appendOnly promises that a table without key gets no deletes, so that its rows need not be kept
     */
    public TableInput(Plan.Table table, boolean appendOnly) {
        this.table = table;
        this.schema = table.schema();
        boolean keyed = !schema.key().isEmpty();
        this.key = keyed ? schema.key().stream().mapToInt(Integer::intValue).toArray() : Hashing.all(schema.size());
        this.rows = keyed ? HashTrace.loose(schema, key) : appendOnly ? null : new HashTrace(schema, key);
    }

    public Plan.Table table() {
        return table;
    }

    public Schema schema() {
        return schema;
    }

    /** The rows that are kept, or null for an append-only table without key. Not to be changed. */
    public @Nullable HashTrace rows() {
        return rows;
    }

    /** Adds rows to the epoch in the making and returns those refused. */
    public List<Refusal> add(InputRows input) {
        List<Refusal> refused = new ArrayList<>();
        boolean[] skip = late(input, refused);
        if (schema.key().isEmpty()) {
            addUnkeyed(input, skip);
        } else {
            addKeyed(input, skip, refused);
        }
        return refused;
    }

    private boolean @Nullable [] late(InputRows input, List<Refusal> refused) {
        Plan.Watermark watermark = table.watermark();
        if (watermark == null) {
            return null;
        }
        LongColumn times = (LongColumn) input.rows().column(watermark.column());
        boolean[] skip = new boolean[times.size()];
        for (int i = 0; i < skip.length; i++) {
            boolean delete = input.op(i) == Op.DELETE;
            if (times.isNull(i) || delete && !schema.key().isEmpty()) {
                continue;
            }
            if (isBehind(times.get(i), watermark)) {
                skip[i] = true;
                refused.add(late(i, watermark, ""));
            } else if (!delete) {
                greatestInEpoch = Math.max(greatestInEpoch, times.get(i));
            }
        }
        return skip;
    }

    private boolean isBehind(long time, Plan.Watermark watermark) {
        return greatest != Long.MIN_VALUE && time < greatest - watermark.delayMicros();
    }

    private Refusal late(int row, Plan.Watermark watermark, String whose) {
        return new Refusal(
                row,
                "late",
                schema.field(watermark.column()).name() + whose + " lies behind the watermark of " + table.name());
    }

    /** Whether the row under a key is too old to be replaced or deleted. */
    private boolean isFrozen(HashTrace kept, int slot, Plan.Watermark w) {
        return slot >= 0 && !kept.isNull(w.column(), slot) && isBehind(kept.longAt(w.column(), slot), w);
    }

    private void addUnkeyed(InputRows input, boolean @Nullable [] skip) {
        ColumnBatch batch = input.rows();
        HashTrace kept = rows;
        if (kept == null && skip == null && input.ops() == null) {
            delta.add(batch.withWeights(null));
            return;
        }
        int[] run = new int[batch.size()];
        int pending = 0;
        for (int i = 0; i < batch.size(); i++) {
            if (skip != null && skip[i]) {
                continue;
            }
            if (input.op(i) != Op.DELETE) {
                run[pending++] = i;
                continue;
            }
            put(batch.gather(run, pending).withWeights(null));
            pending = 0;
            takeBack(batch, i);
        }
        put(batch.gather(run, pending).withWeights(null));
    }

    private void put(ColumnBatch rowsToAdd) {
        delta.add(rowsToAdd);
        if (rows != null) {
            rows.apply(rowsToAdd);
        }
    }

    /** Removes one copy of a row, where there is one. */
    private void takeBack(ColumnBatch batch, int row) {
        HashTrace kept = rows;
        if (kept == null) {
            throw new IllegalStateException("table " + table.name() + " is append-only");
        }
        int slot = kept.find(batch, row);
        if (slot >= 0 && kept.weight(slot) > 0) {
            put(batch.gather(new int[] {row}, 1).withWeights(new long[] {-1}));
        }
    }

    private void addKeyed(InputRows input, boolean @Nullable [] skip, List<Refusal> refused) {
        ColumnBatch batch = input.rows();
        HashTrace kept = rows();
        if (kept == null) {
            throw new IllegalStateException("a keyed table keeps its rows");
        }
        int[] hashes = Hashing.of(batch, key);
        LastPerKey last = new LastPerKey(batch, hashes, key);
        Plan.Watermark watermark = table.watermark();
        for (int i = 0; i < batch.size(); i++) {
            if (skip != null && skip[i]) {
                continue;
            }
            int entry = last.entry(i);
            boolean known = last.known(entry);
            int slot = known && watermark == null ? -1 : kept.first(hashes[i], batch, key, i);
            if (watermark != null && isFrozen(kept, slot, watermark)) {
                refused.add(late(i, watermark, " of the row under this key"));
                continue;
            }
            boolean present = known ? last.row(entry) >= 0 : slot >= 0;
            switch (input.op(i)) {
                case INSERT -> {
                    if (present) {
                        refused.add(new Refusal(i, "duplicate_key", "a row with this key is already there"));
                    } else {
                        last.set(entry, i);
                    }
                }
                case UPSERT -> last.set(entry, i);
                case DELETE -> last.set(entry, -1);
            }
        }
        emit(batch, hashes, last, kept);
    }

    private void emit(ColumnBatch batch, int[] hashes, LastPerKey last, HashTrace kept) {
        int[] old = new int[last.count];
        int oldCount = 0;
        int[] fresh = new int[last.count];
        int freshCount = 0;
        for (int e = 0; e < last.count; e++) {
            if (!last.known(e)) {
                continue;
            }
            int first = last.firstRow[e];
            int slot = kept.first(hashes[first], batch, key, first);
            int row = last.row(e);
            if (slot >= 0 && row >= 0 && kept.equal(slot, batch, row)) {
                continue;
            }
            if (slot >= 0) {
                old[oldCount++] = slot;
            }
            if (row >= 0) {
                fresh[freshCount++] = row;
            }
        }
        long[] minus = new long[oldCount];
        Arrays.fill(minus, -1);
        ColumnBatch gone = new ColumnBatch(kept.gather(old, oldCount), minus, oldCount);
        ColumnBatch come = batch.gather(fresh, freshCount).withWeights(null);
        put(gone);
        put(come);
    }

    /** For each distinct key of a batch the row that stands last, or that it was deleted. */
    private static final class LastPerKey {
        private final int[] table;
        private final int mask;
        private final ColumnBatch batch;
        private final int[] hashes;
        private final int[] key;
        private final int[] firstRow;
        private final int[] state;
        private int count;

        LastPerKey(ColumnBatch batch, int[] hashes, int[] key) {
            this.batch = batch;
            this.hashes = hashes;
            this.key = key;
            int capacity = Integer.highestOneBit(Math.max(8, batch.size() * 2)) << 1;
            this.table = new int[capacity];
            this.mask = capacity - 1;
            this.firstRow = new int[batch.size()];
            this.state = new int[batch.size()];
        }

        int entry(int row) {
            int p = hashes[row] & mask;
            while (table[p] != 0) {
                int e = table[p] - 1;
                if (hashes[firstRow[e]] == hashes[row] && sameKey(firstRow[e], row)) {
                    return e;
                }
                p = (p + 1) & mask;
            }
            table[p] = count + 1;
            firstRow[count] = row;
            return count++;
        }

        private boolean sameKey(int a, int b) {
            for (int k : key) {
                Column c = batch.column(k);
                if (!c.equal(a, c, b)) {
                    return false;
                }
            }
            return true;
        }

        boolean known(int entry) {
            return state[entry] != 0;
        }

        /** −1 when deleted. */
        int row(int entry) {
            return state[entry] > 0 ? state[entry] - 1 : -1;
        }

        void set(int entry, int row) {
            state[entry] = row >= 0 ? row + 1 : -1;
        }
    }

    /** The net change of the epoch in the making; the next epoch begins. */
    public ColumnBatch take() {
        greatest = Math.max(greatest, greatestInEpoch);
        List<ColumnBatch> parts = delta.stream().filter(b -> !b.isEmpty()).toList();
        delta.clear();
        if (parts.isEmpty()) {
            return ColumnBatch.empty(schema);
        }
        ColumnBatch raw = parts.size() == 1 ? parts.getFirst() : ColumnBatch.concat(parts);
        return rows == null ? raw : Consolidation.of(raw);
    }

    /** Applies a change that is already journaled. */
    public void replay(ColumnBatch change) {
        if (rows != null) {
            rows.apply(change);
        }
        Plan.Watermark watermark = table.watermark();
        if (watermark != null) {
            LongColumn times = (LongColumn) change.column(watermark.column());
            for (int i = 0; i < times.size(); i++) {
                if (!times.isNull(i) && change.weight(i) > 0) {
                    greatest = Math.max(greatest, times.get(i));
                }
            }
        }
    }

    public void save(StateWriter writer) {
        if (rows != null) {
            writer.trace("rows", rows);
        }
        writer.batch("clock", new BatchBuilder(CLOCK).row(1, greatest).build());
    }

    public void load(StateReader reader) {
        if (rows != null) {
            reader.trace("rows", rows);
        }
        reader.batches("clock", b -> greatest = ((LongColumn) b.column(0)).get(0));
    }

    public long stateBytes() {
        return rows == null ? 0 : rows.bytes();
    }
}
