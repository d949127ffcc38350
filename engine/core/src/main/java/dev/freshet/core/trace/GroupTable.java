package dev.freshet.core.trace;

import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Type;
import java.util.List;

/** Distinct keys, each with a slot, under which operators keep words in the table and arrays of their own. One owner thread. */
public final class GroupTable {
    /** The first word before a key: its hash, whether the slot is in use, and when it was last marked. */
    private static final int HEAD = 0;

    private static final long LIVE = 1L << 32;
    private static final int MARK_SHIFT = 33;

    private final SlotRows keys;
    private final int[] own;
    private final HashIndex index = new HashIndex();

    public GroupTable(List<Type> keyTypes) {
        this(keyTypes, 0);
    }

    /** @param words longs per key that the owner keeps in the table: undefined for a new key */
    public GroupTable(List<Type> keyTypes, int words) {
        keys = new SlotRows(keyTypes, 1 + words);
        own = Hashing.all(keyTypes.size());
    }

    /** The owner's words. */
    public Words words() {
        return Words.of(keys, 1);
    }

    /** Notes a number other than 0, of which 31 bits count; false when it was noted last already. */
    public boolean mark(int slot, int number) {
        long head = keys.word(slot, HEAD);
        if (head >>> MARK_SHIFT == (number & 0x7fffffff)) {
            return false;
        }
        keys.setWord(slot, HEAD, head & (1L << MARK_SHIFT) - 1 | (long) number << MARK_SHIFT);
        return true;
    }

    public int size() {
        return keys.live();
    }

    /** Slots given out are below this. */
    public int capacity() {
        return keys.capacity();
    }

    public long bytes() {
        return keys.bytes() + index.bytes();
    }

    /** Slot of the key in {@code batch[row]} on {@code columns}; a new one (bitwise negated) when it was not there. */
    public int findOrAdd(int hash, ColumnBatch batch, int[] columns, int row) {
        int slot = find(hash, batch, columns, row);
        if (slot >= 0) {
            return slot;
        }
        slot = keys.allocate();
        keys.set(slot, batch, columns, row, LIVE | (hash & 0xffffffffL));
        index.insert(hash, slot);
        return ~slot;
    }

    /** Slot of the key in {@code batch[row]} on {@code columns}, or -1. */
    public int find(int hash, ColumnBatch batch, int[] columns, int row) {
        long entry;
        for (int p = index.start(hash); (entry = index.entry(p)) != 0; p = index.next(p)) {
            int slot = HashIndex.slot(entry);
            if (HashIndex.matches(entry, hash) && keys.equalOn(slot, own, batch, columns, row)) {
                return slot;
            }
        }
        return -1;
    }

    /**
     * The slots of the keys of rows {@code from…} that are found at the first look, as many as {@code slots} has room for;
     * negative for the others, which {@link #findOrAdd} has to be asked for. Much faster than asking row by row when the table
     * outgrows the processor's cache.
     */
    public void find(int[] hashes, ColumnBatch batch, int[] columns, int from, int[] slots) {
        index.first(hashes, from, slots.length, slots);
        keys.confirm(slots, slots.length, own, batch, columns, from);
    }

    public void remove(int slot) {
        index.remove((int) keys.word(slot, HEAD), slot);
        keys.setWord(slot, HEAD, 0);
        keys.release(slot);
    }

    /** The slots of all keys, ascending. */
    public int[] slots() {
        int[] out = new int[keys.live()];
        int n = 0;
        for (int s = 0; s < keys.top(); s++) {
            if ((keys.word(s, HEAD) & LIVE) != 0) {
                out[n++] = s;
            }
        }
        return out;
    }

    public List<Column> gather(int[] slots, int count) {
        return keys.gather(slots, count);
    }
}
