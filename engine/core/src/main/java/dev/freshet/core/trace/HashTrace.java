package dev.freshet.core.trace;

import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.util.Arrays;
import java.util.List;

/**
 * A collection's rows with their summed weights, found by key and by whole row in constant time. Rows of one key form a
 * doubly linked chain, whatever its length; a row whose weight is 0 is gone. Slots are stable while a row lives. One
 * owner thread.
 */
public final class HashTrace {
    private final SlotRows rows;
    private final int[] keyColumns;
    private final int[] allColumns;
    private final HashIndex byKey = new HashIndex();
    private final HashIndex byRow = new HashIndex();
    private final boolean keyIsRow;
    private long[] weights = new long[16];
    private int[] next = new int[16];
    private int[] previous = new int[16];

    public HashTrace(Schema schema, int[] keyColumns) {
        this(schema.fields().stream().map(f -> f.type().type()).toList(), keyColumns);
    }

    public HashTrace(List<Type> types, int[] keyColumns) {
        this.rows = new SlotRows(types);
        this.keyColumns = keyColumns.clone();
        this.allColumns = Hashing.all(types.size());
        this.keyIsRow = Arrays.equals(this.keyColumns, allColumns);
    }

    /** Number of distinct rows. */
    public int size() {
        return rows.live();
    }

    public long bytes() {
        return rows.bytes() + byKey.bytes() + byRow.bytes() + 16L * weights.length;
    }

    public long weight(int slot) {
        return weights[slot];
    }

    public int[] keyColumns() {
        return keyColumns.clone();
    }

    /** Hashes of a batch's rows by the columns that stand for this trace's key. */
    public static int[] hashes(ColumnBatch batch, int[] columns) {
        return Hashing.of(batch, columns);
    }

    /** First slot of the chain whose key equals {@code batch[row]} on {@code columns}, or -1. */
    public int first(int keyHash, ColumnBatch batch, int[] columns, int row) {
        int slot;
        for (int p = byKey.start(keyHash); (slot = byKey.at(p)) >= 0; p = byKey.next(p)) {
            if (byKey.hash(slot) == keyHash && rows.equalOn(slot, keyColumns, batch, columns, row)) {
                return slot;
            }
        }
        return -1;
    }

    /** Next row of the same key, or -1. */
    public int next(int slot) {
        return next[slot];
    }

    /** The slot of exactly this row, or -1. */
    public int find(ColumnBatch batch, int row) {
        return keyIsRow ? first(keyHash(batch, row), batch, allColumns, row) : findRow(rowHash(batch, row), batch, row);
    }

    private int findRow(int hash, ColumnBatch batch, int row) {
        int slot;
        for (int p = byRow.start(hash); (slot = byRow.at(p)) >= 0; p = byRow.next(p)) {
            if (byRow.hash(slot) == hash && rows.equal(slot, batch, row)) {
                return slot;
            }
        }
        return -1;
    }

    /** Sees what happens to rows while a delta is applied. */
    public interface Observer {
        /** The row has come into the trace with weight 0; {@link #changing} follows. */
        default void inserted(int slot) {}

        /** The row's weight is about to change. */
        default void changing(int slot, long weightBefore) {}

        /** The whole delta is in; rows whose weight is 0 are still there. */
        default void settled() {}

        /** The row's weight is 0 and it is about to go; its values can still be read. */
        default void removing(int slot) {}
    }

    /** Sees nothing. */
    public static final Observer NOBODY = new Observer() {};

    public void apply(ColumnBatch delta) {
        apply(delta, NOBODY);
    }

    /** Adds all rows of a delta; rows of weight 0 stay until the end of the call, so that slots are stable within it. */
    public void apply(ColumnBatch delta, Observer observer) {
        int[] keyHashes = Hashing.of(delta, keyColumns);
        int[] rowHashes = keyIsRow ? keyHashes : Hashing.of(delta, allColumns);
        int[] zeros = new int[8];
        int zeroCount = 0;
        int[] found = new int[Math.min(LOOK_AHEAD, delta.size())];
        int[] heads = new int[keyIsRow ? 0 : found.length];
        for (int i = 0; i < delta.size(); i++) {
            int ahead = i % LOOK_AHEAD;
            if (ahead == 0) {
                look(keyHashes, rowHashes, i, found, heads);
            }
            int slot = found[ahead];
            if (slot < 0 || !rows.equal(slot, delta, i)) {
                slot = keyIsRow ? first(keyHashes[i], delta, allColumns, i) : findRow(rowHashes[i], delta, i);
            }
            if (slot < 0) {
                slot = insert(delta, i, keyHashes[i], rowHashes[i], keyIsRow ? -1 : heads[ahead]);
                observer.inserted(slot);
            }
            observer.changing(slot, weights[slot]);
            weights[slot] += delta.weight(i);
            if (weights[slot] == 0) {
                if (zeroCount == zeros.length) {
                    zeros = Arrays.copyOf(zeros, zeroCount * 2);
                }
                zeros[zeroCount++] = slot;
            }
        }
        observer.settled();
        for (int i = 0; i < zeroCount; i++) {
            if (weights[zeros[i]] == 0 && previous[zeros[i]] != FREE) {
                observer.removing(zeros[i]);
                remove(zeros[i]);
            }
        }
    }

    private static final int FREE = -2;
    /** Rows whose places are looked up at once, few enough to stay in the processor's cache until they are used. */
    private static final int LOOK_AHEAD = 512;

    /** First looks for the next rows; rows do not go and heads do not change before the end of the delta. */
    private void look(int[] keyHashes, int[] rowHashes, int from, int[] found, int[] heads) {
        int count = Math.min(found.length, rowHashes.length - from);
        (keyIsRow ? byKey : byRow).first(rowHashes, from, count, found);
        if (!keyIsRow) {
            byKey.first(keyHashes, from, count, heads);
        }
    }

    /** {@code guess} may be the head of the row's chain, or of another. */
    private int insert(ColumnBatch batch, int row, int keyHash, int rowHash, int guess) {
        int head = -1;
        if (!keyIsRow) {
            boolean right = guess >= 0 && rows.equalOn(guess, keyColumns, batch, keyColumns, row);
            head = right ? guess : first(keyHash, batch, keyColumns, row);
        }
        int slot = rows.allocate();
        if (rows.capacity() > weights.length) {
            weights = Arrays.copyOf(weights, rows.capacity());
            next = Arrays.copyOf(next, rows.capacity());
            previous = Arrays.copyOf(previous, rows.capacity());
        }
        rows.set(slot, batch, row);
        weights[slot] = 0;
        previous[slot] = -1;
        next[slot] = -1;
        if (!keyIsRow) {
            byRow.insert(rowHash, slot);
        }
        if (head < 0) {
            byKey.insert(keyHash, slot);
        } else {
            link(slot, head);
        }
        return slot;
    }

    /** Second in the chain: the head stays what the index names. */
    private void link(int slot, int head) {
        int second = next[head];
        next[head] = slot;
        previous[slot] = head;
        next[slot] = second;
        if (second >= 0) {
            previous[second] = slot;
        }
    }

    /** Takes a row away, whatever its weight; its slot is free. */
    public void forget(int slot) {
        weights[slot] = 0;
        remove(slot);
    }

    private void remove(int slot) {
        if (!keyIsRow) {
            byRow.remove(slot);
        }
        int before = previous[slot];
        int after = next[slot];
        if (before >= 0) {
            next[before] = after;
        } else if (after >= 0) {
            byKey.replace(slot, after);
        } else {
            byKey.remove(slot);
        }
        if (after >= 0) {
            previous[after] = before;
        }
        previous[slot] = FREE;
        rows.release(slot);
    }

    public List<Column> gather(int[] slots, int count) {
        return rows.gather(slots, count);
    }

    public Column gather(int column, int[] slots, int count) {
        return rows.column(column).gather(slots, count);
    }

    /** Appends one value to a column of the same type. */
    public void append(int column, int slot, ColumnBuilder out) {
        rows.column(column).appendTo(out, slot);
    }

    /** Slots handed out are below this. */
    public int capacity() {
        return rows.capacity();
    }

    /** Value of a column that is kept as 64-bit integers and is not NULL. */
    public long longAt(int column, int slot) {
        return rows.column(column).longAt(slot);
    }

    /** Whether a row equals a batch's row on all columns. */
    public boolean equal(int slot, ColumnBatch batch, int row) {
        return rows.equal(slot, batch, row);
    }

    public boolean isNull(int column, int slot) {
        return rows.column(column).isNull(slot);
    }

    /** Order of two rows by one column, NULL last. */
    public int compare(int column, int slotA, int slotB) {
        return rows.column(column).compare(slotA, slotB);
    }

    /** Order of a row and one of another trace by columns of the same type; neither is NULL. */
    public int compare(int column, int slot, HashTrace other, int otherColumn, int otherSlot) {
        return rows.column(column).compare(slot, other.rows.column(otherColumn), otherSlot);
    }

    /** All rows with their weights, in pieces of at most {@code max}; the order is that of slots. */
    public Cursor scan(int max) {
        return new Cursor(max);
    }

    /** Walks the rows that are there; not valid any more after the next {@link #apply}. */
    public final class Cursor {
        private final int[] slots;
        private int at;

        private Cursor(int max) {
            slots = new int[max];
        }

        /** The slots of the last piece; of its size counts. */
        public int[] slots() {
            return slots;
        }

        /** The next piece, empty at the end. */
        public ColumnBatch next() {
            int n = 0;
            while (at < rows.top() && n < slots.length) {
                if (previous[at] != FREE && weights[at] != 0) {
                    slots[n++] = at;
                }
                at++;
            }
            long[] w = new long[n];
            for (int i = 0; i < n; i++) {
                w[i] = weights[slots[i]];
            }
            return new ColumnBatch(gather(slots, n), w, n);
        }
    }

    private int keyHash(ColumnBatch batch, int row) {
        return hash(batch, keyColumns, row);
    }

    private int rowHash(ColumnBatch batch, int row) {
        return hash(batch, allColumns, row);
    }

    private static int hash(ColumnBatch batch, int[] columns, int row) {
        if (columns.length == 1) {
            return batch.column(columns[0]).hash(row);
        }
        int h = 0;
        for (int c : columns) {
            h = Hashing.combine(h, batch.column(c).hash(row));
        }
        return h;
    }
}
