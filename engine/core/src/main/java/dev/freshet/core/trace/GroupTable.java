package dev.freshet.core.trace;

import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Type;
import java.util.BitSet;
import java.util.List;

/** Distinct keys, each with a slot under which operators keep their own arrays. One owner thread. */
public final class GroupTable {
    private final SlotRows keys;
    private final int[] own;
    private final HashIndex index = new HashIndex();
    private final BitSet live = new BitSet();

    public GroupTable(List<Type> keyTypes) {
        keys = new SlotRows(keyTypes);
        own = Hashing.all(keyTypes.size());
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
        int slot;
        for (int p = index.start(hash); (slot = index.at(p)) >= 0; p = index.next(p)) {
            if (index.hash(slot) == hash && keys.equalOn(slot, own, batch, columns, row)) {
                return slot;
            }
        }
        slot = keys.allocate();
        for (int k = 0; k < columns.length; k++) {
            keys.column(k).set(slot, batch.column(columns[k]), row);
        }
        index.insert(hash, slot);
        live.set(slot);
        return ~slot;
    }

    /** Slot of the key in {@code batch[row]} on {@code columns}, or -1. */
    public int find(int hash, ColumnBatch batch, int[] columns, int row) {
        int slot;
        for (int p = index.start(hash); (slot = index.at(p)) >= 0; p = index.next(p)) {
            if (index.hash(slot) == hash && keys.equalOn(slot, own, batch, columns, row)) {
                return slot;
            }
        }
        return -1;
    }

    /**
     * The slots of all rows' keys that are found at the first look; -1 for the others, which {@link #findOrAdd} has to be
     * asked for. Much faster than asking row by row when the table outgrows the processor's cache.
     */
    public int[] find(int[] hashes, ColumnBatch batch, int[] columns) {
        int[] slots = new int[batch.size()];
        index.first(hashes, 0, slots.length, slots);
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] >= 0 && !keys.equalOn(slots[i], own, batch, columns, i)) {
                slots[i] = -1;
            }
        }
        return slots;
    }

    public void remove(int slot) {
        index.remove(slot);
        keys.release(slot);
        live.clear(slot);
    }

    /** The slots of all keys, ascending. */
    public int[] slots() {
        int[] out = new int[keys.live()];
        int n = 0;
        for (int s = 0; s < keys.top(); s++) {
            if (live.get(s)) {
                out[n++] = s;
            }
        }
        return out;
    }

    public List<Column> gather(int[] slots, int count) {
        return keys.gather(slots, count);
    }
}
