package dev.freshet.core.trace;

import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A collection's rows with their summed weights, found by key and by whole row in constant time. Rows of one key form a
 * doubly linked chain whose first row the index names. Slots are stable while a row lives; a row whose weight is 0 is gone.
 * One owner thread.
 *
 * <p>An exact trace has one slot per distinct row, found by an index of whole rows. A loose one spends nothing on that while
 * a key has few rows: it walks them, and equal rows may take a slot each; only longer chains are indexed and summed up.
 */
public final class HashTrace {
    /** Words before a row's columns: the neighbours in its chain (previous high, next low), and the weight. */
    private static final int LINKS = 0;

    private static final int WEIGHT = 1;
    private static final int HEADER = 2;
    /** In place of the previous row: the slot is not in use. A chain's first row has its negated length there. */
    private static final int FREE = Integer.MIN_VALUE;
    /** Rows of one key that a loose trace walks instead of indexing them. */
    private static final int SHORT = 64;
    /** Rows whose places are looked up at once, few enough to stay in the processor's cache until they are used. */
    private static final int LOOK_AHEAD = 512;

    private final SlotRows rows;
    private final int[] keyColumns;
    private final int[] allColumns;
    private final HashIndex byKey = new HashIndex();
    private final HashIndex byRow = new HashIndex();
    private final boolean keyIsRow;
    private final int shortChain;
    /** Rows of negative weight: while there are none, a loose trace takes what is inserted without looking for it. */
    private int negatives;

    /** An exact trace. */
    public HashTrace(Schema schema, int[] keyColumns) {
        this(types(schema), keyColumns);
    }

    /** An exact trace. */
    public HashTrace(List<Type> types, int[] keyColumns) {
        this(types, keyColumns, 0);
    }

    /** A trace in which equal rows of a key with few rows may have a slot each. */
    public static HashTrace loose(Schema schema, int[] keyColumns) {
        return new HashTrace(types(schema), keyColumns, SHORT);
    }

    private HashTrace(List<Type> types, int[] keyColumns, int shortChain) {
        this.rows = new SlotRows(types, HEADER);
        this.keyColumns = keyColumns.clone();
        this.allColumns = Hashing.all(types.size());
        this.keyIsRow = Arrays.equals(this.keyColumns, allColumns);
        this.shortChain = shortChain;
    }

    private static List<Type> types(Schema schema) {
        return schema.fields().stream().map(f -> f.type().type()).toList();
    }

    /** Number of slots in use: of distinct rows, in an exact trace. */
    public int size() {
        return rows.live();
    }

    public long bytes() {
        return rows.bytes() + byKey.bytes() + byRow.bytes();
    }

    public long weight(int slot) {
        return rows.word(slot, WEIGHT);
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
        long entry;
        for (int p = byKey.start(keyHash); (entry = byKey.entry(p)) != 0; p = byKey.next(p)) {
            int slot = HashIndex.slot(entry);
            if (HashIndex.matches(entry, keyHash) && rows.equalOn(slot, keyColumns, batch, columns, row)) {
                return slot;
            }
        }
        return -1;
    }

    /**
     * {@link #first} for rows {@code from…from+count} into {@code heads}, whose length bounds the count; faster than row by
     * row where the trace outgrows the processor's cache.
     */
    public void firsts(int[] keyHashes, ColumnBatch batch, int[] columns, int from, int count, int[] heads) {
        byKey.first(keyHashes, from, count, heads);
        rows.confirm(heads, count, keyColumns, batch, columns, from);
        for (int i = 0; i < count; i++) {
            if (heads[i] == HashIndex.UNSURE) {
                heads[i] = first(keyHashes[from + i], batch, columns, from + i);
            }
        }
    }

    /** Next row of the same key, or -1. */
    public int next(int slot) {
        return (int) rows.word(slot, LINKS);
    }

    private int previous(int slot) {
        return (int) (rows.word(slot, LINKS) >> 32);
    }

    private void links(int slot, int previous, int next) {
        rows.setWord(slot, LINKS, links(previous, next));
    }

    private static long links(int previous, int next) {
        return (long) previous << 32 | (next & 0xffffffffL);
    }

    /** The slot of exactly this row, or -1. */
    public int find(ColumnBatch batch, int row) {
        int head = first(Hashing.of(batch, keyColumns, row), batch, keyColumns, row);
        if (keyIsRow || head < 0) {
            return head;
        }
        return -previous(head) > shortChain
                ? findRow(Hashing.of(batch, allColumns, row), batch, row, -1)
                : walk(head, batch, row, -1);
    }

    /** The row in the index of whole rows; of equal ones rather one that a change of this weight brings closer to 0. */
    private int findRow(int hash, ColumnBatch batch, int row, long weight) {
        int found = -1;
        long entry;
        for (int p = byRow.start(hash); (entry = byRow.entry(p)) != 0; p = byRow.next(p)) {
            int slot = HashIndex.slot(entry);
            if (HashIndex.matches(entry, hash) && rows.equal(slot, batch, row)) {
                if (shortChain == 0 || lessens(slot, weight)) {
                    return slot;
                }
                found = slot;
            }
        }
        return found;
    }

    /** The row in a short chain; which of equal ones: as in {@link #findRow}. */
    private int walk(int head, ColumnBatch batch, int row, long weight) {
        int found = -1;
        for (int s = head; s >= 0; s = next(s)) {
            if (rows.equal(s, batch, row)) {
                if (lessens(s, weight)) {
                    return s;
                }
                found = s;
            }
        }
        return found;
    }

    private boolean lessens(int slot, long weight) {
        long w = weight(slot);
        return w != 0 && w < 0 != weight < 0;
    }

    public void apply(ColumnBatch delta) {
        apply(delta, TraceObserver.NOBODY);
    }

    /** Adds all rows of a delta; rows of weight 0 stay until the end of the call, so that slots are stable within it. */
    public void apply(ColumnBatch delta, TraceObserver observer) {
        new Change(delta, observer).apply();
    }

    /** One delta on its way in. */
    private final class Change {
        private final ColumnBatch delta;
        private final TraceObserver observer;
        private final int[] keyHashes;
        private int @Nullable [] rowHashes;
        /** Slots that came to weight 0, and the delta's row that brought each there. */
        private int[] zeros = new int[8];

        private int[] zeroRows = new int[8];
        private int zeroCount;

        Change(ColumnBatch delta, TraceObserver observer) {
            this.delta = delta;
            this.observer = observer;
            this.keyHashes = Hashing.of(delta, keyColumns);
        }

        void apply() {
            int[] heads = new int[Math.min(LOOK_AHEAD, delta.size())];
            for (int from = 0; from < delta.size(); from += LOOK_AHEAD) {
                int count = Math.min(LOOK_AHEAD, delta.size() - from);
                firsts(keyHashes, delta, keyColumns, from, count, heads);
                for (int i = 0; i < count; i++) {
                    add(from + i, heads[i]);
                }
            }
            observer.settled();
            for (int i = 0; i < zeroCount; i++) {
                if (weight(zeros[i]) == 0 && previous(zeros[i]) != FREE) {
                    observer.removing(zeros[i]);
                    remove(zeros[i], delta, zeroRows[i], keyHashes[zeroRows[i]]);
                }
            }
        }

        /** {@code guess} was the chain's first row when the look-ahead was made: others may have come before it since. */
        private void add(int row, int guess) {
            long rest = delta.weight(row);
            int head = guess;
            do {
                if (head < 0 || previous(head) >= 0) {
                    head = first(keyHashes[row], delta, keyColumns, row);
                }
                int slot = head < 0 ? -1 : existing(row, head, rest);
                if (slot < 0) {
                    slot = insert(row, head);
                    observer.inserted(slot, row);
                }
                long part = part(slot, rest);
                change(slot, part, row);
                rest -= part;
            } while (rest != 0);
        }

        /** Where equal rows have a slot each, a change may take more than the first of them has. */
        private long part(int slot, long rest) {
            long has = weight(slot);
            return shortChain > 0 && lessens(slot, rest) && Math.abs(has) < Math.abs(rest) ? -has : rest;
        }

        private void change(int slot, long by, int row) {
            long before = weight(slot);
            observer.changing(slot, before, row);
            long after = before + by;
            rows.setWord(slot, WEIGHT, after);
            negatives += (after >>> 63) - (before >>> 63);
            if (after == 0) {
                note(slot, row);
            }
        }

        private int existing(int row, int head, long weight) {
            if (keyIsRow) {
                return head;
            }
            if (-previous(head) > shortChain) {
                return findRow(rowHash(row), delta, row, weight);
            }
            return weight < 0 || negatives > 0 ? walk(head, delta, row, weight) : -1;
        }

        private int rowHash(int row) {
            int[] all = rowHashes;
            if (all == null) {
                all = Hashing.of(delta, allColumns);
                rowHashes = all;
            }
            return all[row];
        }

        private void note(int slot, int row) {
            if (zeroCount == zeros.length) {
                zeros = Arrays.copyOf(zeros, zeroCount * 2);
                zeroRows = Arrays.copyOf(zeroRows, zeroCount * 2);
            }
            zeros[zeroCount] = slot;
            zeroRows[zeroCount++] = row;
        }

        /** The new row becomes the first of its chain: the head's cache line is at hand, its successor's is not. */
        private int insert(int row, int head) {
            int slot = rows.allocate();
            if (head < 0) {
                rows.set(slot, delta, row, links(-1, -1), 0);
                byKey.insert(keyHashes[row], slot);
            } else {
                long links = rows.word(head, LINKS);
                rows.set(slot, delta, row, links((int) (links >> 32) - 1, head), 0);
                rows.setWord(head, LINKS, links(slot, (int) links));
                byKey.replace(keyHashes[row], head, slot);
            }
            if (!keyIsRow) {
                index(row, slot);
            }
            return slot;
        }

        private void index(int row, int slot) {
            int length = -previous(slot);
            if (shortChain == 0 || length > shortChain + 1) {
                byRow.insert(rowHash(row), slot);
            } else if (length == shortChain + 1) {
                indexChain(slot);
            }
        }
    }

    /** Takes a row away, whatever its weight; its slot is free. */
    public void forget(int slot) {
        negatives += (int) (weight(slot) >> 63);
        rows.setWord(slot, WEIGHT, 0);
        ColumnBatch row = new ColumnBatch(rows.gather(new int[] {slot}, 1), null, 1);
        remove(slot, row, 0, Hashing.of(row, keyColumns, 0));
    }

    /** {@code batch[row]} equals the slot. */
    private void remove(int slot, ColumnBatch batch, int row, int keyHash) {
        int before = previous(slot);
        int after = next(slot);
        if (before >= 0) {
            links(before, previous(before), after);
            int head = first(keyHash, batch, keyColumns, row);
            links(head, previous(head) + 1, next(head));
        } else if (after >= 0) {
            byKey.replace(keyHash, slot, after);
        } else {
            byKey.remove(keyHash, slot);
        }
        if (after >= 0) {
            links(after, before >= 0 ? before : before + 1, next(after));
        }
        if (byRow.size() > 0) {
            byRow.remove(Hashing.of(batch, allColumns, row), slot);
        }
        links(slot, FREE, -1);
        rows.release(slot);
    }

    /** A chain has become too long to be walked. Some of its rows may be indexed, from when it was longer before. */
    private void indexChain(int head) {
        int[] slots = new int[shortChain + 1];
        int n = 0;
        for (int s = head; s >= 0; s = next(s)) {
            slots[n++] = s;
        }
        int[] hashes = Hashing.of(new ColumnBatch(rows.gather(slots, n), null, n), allColumns);
        for (int i = 0; i < n; i++) {
            if (!byRow.contains(hashes[i], slots[i])) {
                byRow.insert(hashes[i], slots[i]);
            }
        }
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
                if (previous(at) != FREE && weight(at) != 0) {
                    slots[n++] = at;
                }
                at++;
            }
            long[] w = new long[n];
            for (int i = 0; i < n; i++) {
                w[i] = weight(slots[i]);
            }
            return new ColumnBatch(gather(slots, n), w, n);
        }
    }
}
