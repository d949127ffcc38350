package dev.freshet.core.trace;

import java.util.Arrays;

/**
 * Open addressing with linear probing from hash to slot; deletion shifts back, so there are no tombstones. Walk it with
 * {@code for (int p = start(h); (s = at(p)) >= 0; p = next(p)) if (hash(s) == h && …)}.
 */
final class HashIndex {
    private int[] table = new int[32];
    private int mask = 31;
    private int count;
    private int[] hashes = new int[16];

    int start(int hash) {
        return hash & mask;
    }

    /** Slot at a position, or -1 at the end of the walk. */
    int at(int position) {
        return table[position] - 1;
    }

    int next(int position) {
        return (position + 1) & mask;
    }

    int hash(int slot) {
        return hashes[slot];
    }

    /**
     * For each of {@code count} hashes the first slot of its walk that has it, or -1 where the walk would have to go on. Each pass does one
     * kind of memory access for all rows, so that the misses of many rows overlap.
     */
    void first(int[] wanted, int from, int count, int[] slots) {
        int[] t = table;
        int m = mask;
        for (int i = 0; i < count; i++) {
            slots[i] = t[wanted[from + i] & m] - 1;
        }
        int[] h = hashes;
        for (int i = 0; i < count; i++) {
            int slot = slots[i];
            slots[i] = slot >= 0 && h[slot] == wanted[from + i] ? slot : -1;
        }
    }

    int size() {
        return count;
    }

    /** Adds a slot that is not in the index. */
    void insert(int hash, int slot) {
        if (slot >= hashes.length) {
            hashes = Arrays.copyOf(hashes, Math.max(slot + 1, hashes.length + (hashes.length >> 1)));
        }
        hashes[slot] = hash;
        if ((count + 1) * 2L > table.length) {
            rehash();
        }
        place(hash, slot);
        count++;
    }

    private void place(int hash, int slot) {
        int p = hash & mask;
        while (table[p] != 0) {
            p = (p + 1) & mask;
        }
        table[p] = slot + 1;
    }

    private void rehash() {
        int[] old = table;
        table = new int[old.length * 2];
        mask = table.length - 1;
        for (int entry : old) {
            if (entry != 0) {
                place(hashes[entry - 1], entry - 1);
            }
        }
    }

    /** Replaces which slot stands for an entry; both have the same hash. */
    void replace(int slot, int by) {
        if (by >= hashes.length) {
            hashes = Arrays.copyOf(hashes, Math.max(by + 1, hashes.length + (hashes.length >> 1)));
        }
        hashes[by] = hashes[slot];
        table[position(slot)] = by + 1;
    }

    void remove(int slot) {
        int hole = position(slot);
        count--;
        int p = hole;
        while (true) {
            p = (p + 1) & mask;
            int entry = table[p];
            if (entry == 0) {
                break;
            }
            int home = hashes[entry - 1] & mask;
            if (((p - home) & mask) >= ((p - hole) & mask)) {
                table[hole] = entry;
                hole = p;
            }
        }
        table[hole] = 0;
    }

    private int position(int slot) {
        int p = hashes[slot] & mask;
        while (table[p] != slot + 1) {
            if (table[p] == 0) {
                throw new IllegalStateException("slot " + slot + " is not in the index");
            }
            p = (p + 1) & mask;
        }
        return p;
    }

    long bytes() {
        return 4L * table.length + 4L * hashes.length;
    }
}
