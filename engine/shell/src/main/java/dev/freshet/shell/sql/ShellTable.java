package dev.freshet.shell.sql;

import dev.freshet.core.circuit.Rejects;
import dev.freshet.core.plan.Plan;
import dev.freshet.core.trace.Consolidation;
import dev.freshet.core.trace.HashTrace;
import dev.freshet.core.trace.Hashing;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Values;
import dev.freshet.spi.store.ViewReject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A table whose statements show at once and whose epoch ends with {@link #commit} or {@link #rollback}. */
final class ShellTable {
    private final Plan.Table table;
    private final Relation relation;
    private final List<ColumnBatch> pending = new ArrayList<>();
    private final List<ColumnBatch> late = new ArrayList<>();
    private long greatest = Long.MIN_VALUE;
    private long greatestInEpoch = Long.MIN_VALUE;

    ShellTable(Plan.Table table) {
        this.table = table;
        this.relation = new Relation(table.name(), table.schema());
    }

    String name() {
        return table.name();
    }

    Schema schema() {
        return table.schema();
    }

    Plan.Table table() {
        return table;
    }

    Relation relation() {
        return relation;
    }

    boolean touched() {
        return !pending.isEmpty() || !late.isEmpty();
    }

    /** Adds rows; a present key is replaced, or refused with an {@link IllegalStateException} before anything is done. */
    void insert(ColumnBatch rows, boolean replace) {
        ColumnBatch intime = intime(replace ? unfrozen(rows) : rows);
        if (schema().key().isEmpty()) {
            change(intime);
        } else if (replace) {
            replaceByKey(intime);
        } else {
            requireFree(intime, ColumnBatch.empty(schema()));
            change(intime);
        }
    }

    /** Takes away {@code old} (weights +1 each copy) and adds {@code fresh} row by row; keys stay unique. */
    void update(ColumnBatch old, ColumnBatch fresh) {
        boolean[] held = behind(old);
        boolean[] late = behind(fresh);
        int[] kept = new int[old.size()];
        int n = 0;
        for (int i = 0; i < held.length; i++) {
            if (!held[i] && !late[i]) {
                kept[n++] = i;
            }
        }
        ColumnBatch going = n == held.length ? old : old.gather(kept, n);
        ColumnBatch coming = n == held.length ? fresh : fresh.gather(kept, n);
        if (!schema().key().isEmpty()) {
            requireFree(coming, going);
        }
        refuse(fresh, held, late);
        change(going.negated());
        change(intime(coming));
    }

    void delete(ColumnBatch old) {
        boolean[] held = behind(old);
        refuse(old, held, held);
        change(without(old, held).negated());
    }

    /** Which rows lie behind the watermark as it stood when the epoch began: these neither come nor go. */
    private boolean[] behind(ColumnBatch rows) {
        boolean[] out = new boolean[rows.size()];
        Plan.Watermark w = table.watermark();
        if (w != null && greatest != Long.MIN_VALUE) {
            LongColumn times = (LongColumn) rows.column(w.column());
            for (int i = 0; i < out.length; i++) {
                out[i] = !times.isNull(i) && times.get(i) < greatest - w.delayMicros();
            }
        }
        return out;
    }

    private static ColumnBatch without(ColumnBatch rows, boolean[] left) {
        int[] kept = new int[left.length];
        int n = 0;
        for (int i = 0; i < left.length; i++) {
            if (!left[i]) {
                kept[n++] = i;
            }
        }
        return n == left.length ? rows : rows.gather(kept, n);
    }

    /** Remembers rows as rejected for which one of the two holds. */
    private void refuse(ColumnBatch rows, boolean[] one, boolean[] other) {
        BatchBuilder refused = new BatchBuilder(ViewReject.SCHEMA);
        for (int i = 0; i < one.length; i++) {
            if (one[i] || other[i]) {
                refused.row(rows.weight(i), name(), "late", detail(), Rejects.json(schema(), rows, i));
            }
        }
        if (refused.size() > 0) {
            late.add(refused.build());
        }
    }

    private String detail() {
        Plan.Watermark w = Objects.requireNonNull(table.watermark());
        return schema().field(w.column()).name() + " lies behind the watermark of " + name();
    }

    /** Without the rows whose key has a row that cannot be replaced any more. */
    private ColumnBatch unfrozen(ColumnBatch rows) {
        if (table.watermark() == null || schema().key().isEmpty()) {
            return rows;
        }
        HashTrace kept = relation.rows();
        int[] key = kept.keyColumns();
        int[] hashes = Hashing.of(rows, key);
        boolean[] held = new boolean[rows.size()];
        for (int i = 0; i < held.length; i++) {
            int slot = kept.first(hashes[i], rows, key, i);
            held[i] = slot >= 0 && behind(new ColumnBatch(kept.gather(new int[] {slot}, 1), null, 1))[0];
        }
        refuse(rows, held, held);
        return without(rows, held);
    }

    /** A change that is known to fit. */
    void apply(ColumnBatch change) {
        change(change);
    }

    private void change(ColumnBatch change) {
        if (!change.isEmpty()) {
            pending.add(change);
            relation.apply(change);
        }
    }

    private List<@Nullable Object> key(ColumnBatch rows, int row) {
        List<@Nullable Object> out = new ArrayList<>();
        for (int k : schema().key()) {
            out.add(Values.get(schema().type(k), rows.column(k), row));
        }
        return out;
    }

    private void requireFree(ColumnBatch rows, ColumnBatch leaving) {
        Map<List<@Nullable Object>, Boolean> free = new LinkedHashMap<>();
        for (int i = 0; i < leaving.size(); i++) {
            free.put(key(leaving, i), true);
        }
        int[] key = relation.rows().keyColumns();
        int[] hashes = Hashing.of(rows, key);
        for (int i = 0; i < rows.size(); i++) {
            Boolean known = free.put(key(rows, i), false);
            boolean taken = known == null ? relation.rows().first(hashes[i], rows, key, i) >= 0 : !known;
            if (taken || rows.weight(i) > 1) {
                throw new IllegalStateException("duplicate key value violates the primary key of \"" + name() + "\": "
                        + Rejects.json(keySchema(), keyBatch(rows), i));
            }
        }
    }

    private Schema keySchema() {
        return new Schema(schema().key().stream().map(schema()::field).toList(), List.of());
    }

    private ColumnBatch keyBatch(ColumnBatch rows) {
        return new ColumnBatch(schema().key().stream().map(rows::column).toList(), null, rows.size());
    }

    private void replaceByKey(ColumnBatch rows) {
        Map<List<@Nullable Object>, Integer> last = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            last.put(key(rows, i), i);
        }
        int[] chosen = last.values().stream().mapToInt(Integer::intValue).toArray();
        ColumnBatch fresh = rows.gather(chosen, chosen.length);
        change(present(fresh).negated());
        change(fresh);
    }

    /** The rows of the table that have the keys of these. */
    ColumnBatch present(ColumnBatch rows) {
        HashTrace kept = relation.rows();
        int[] key = kept.keyColumns();
        int[] hashes = Hashing.of(rows, key);
        int[] slots = new int[rows.size()];
        int n = 0;
        for (int i = 0; i < rows.size(); i++) {
            int slot = kept.first(hashes[i], rows, key, i);
            if (slot >= 0) {
                slots[n++] = slot;
            }
        }
        return new ColumnBatch(kept.gather(slots, n), null, n);
    }

    /** Without the rows that lie behind the watermark, which are remembered as rejected. */
    private ColumnBatch intime(ColumnBatch rows) {
        Plan.Watermark watermark = table.watermark();
        if (watermark == null) {
            return rows;
        }
        boolean[] behind = behind(rows);
        refuse(rows, behind, behind);
        LongColumn times = (LongColumn) rows.column(watermark.column());
        for (int i = 0; i < behind.length; i++) {
            if (!behind[i] && !times.isNull(i)) {
                greatestInEpoch = Math.max(greatestInEpoch, times.get(i));
            }
        }
        return without(rows, behind);
    }

    /** Ends the epoch and returns its net change. */
    ColumnBatch commit() {
        ColumnBatch net =
                pending.isEmpty() ? ColumnBatch.empty(schema()) : Consolidation.of(ColumnBatch.concat(pending));
        pending.clear();
        greatest = Math.max(greatest, greatestInEpoch);
        return net;
    }

    /** The epoch's late rows in the shape of {@link ViewReject}; forgets them. */
    List<ColumnBatch> takeLate() {
        List<ColumnBatch> out = List.copyOf(late);
        late.clear();
        return out;
    }

    /** Forgets the epoch. */
    void rollback() {
        for (ColumnBatch change : pending.reversed()) {
            relation.apply(change.negated());
        }
        pending.clear();
        late.clear();
        greatestInEpoch = greatest;
    }
}
