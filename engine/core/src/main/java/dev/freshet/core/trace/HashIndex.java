package dev.freshet.core.trace;

/**
 * Open addressing with linear probing from hash to slot; entries hold the whole hash, so that a walk reads no row in vain;
 * deletion shifts back, so there are no tombstones. Walk it with
 * {@code for (int p = start(h); (e = entry(p)) != 0; p = next(p)) if (matches(e, h) && … slot(e) …)}.
 */
final class HashIndex {
    /** In place of a slot that was found by its hash but whose row turned out to be another. */
    static final int UNSURE = -2;

    private long[] table = new long[16];
    private int mask = 15;
    private int count;

    int start(int hash) {
        return hash & mask;
    }

    /** Hash and slot at a position, or 0 at the end of the walk. */
    long entry(int position) {
        return table[position];
    }

    int next(int position) {
        return (position + 1) & mask;
    }

    static boolean matches(long entry, int hash) {
        return (int) (entry >>> 32) == hash;
    }

    static int slot(long entry) {
        return (int) entry - 1;
    }

    private static long entry(int hash, int slot) {
        return (long) hash << 32 | (slot + 1);
    }

    /**
     * For each of {@code count} hashes the slot of the first entry that has it, or -1. All places are read in
     * one loop, so that the cache misses of many rows overlap.
     */
    void first(int[] wanted, int from, int count, int[] slots) {
        long[] t = table;
        int m = mask;
        for (int i = 0; i < count; i++) {
            int hash = wanted[from + i];
            int p = hash & m;
            long e = t[p];
            while (e != 0 && !matches(e, hash)) {
                p = (p + 1) & m;
                e = t[p];
            }
            slots[i] = slot(e);
        }
    }

    int size() {
        return count;
    }

    /** Adds a slot that is not in the index. */
    void insert(int hash, int slot) {
        if ((count + 1) * 8L > table.length * 5L) {
            rehash();
        }
        place(entry(hash, slot));
        count++;
    }

    private void place(long entry) {
        int p = (int) (entry >>> 32) & mask;
        while (table[p] != 0) {
            p = (p + 1) & mask;
        }
        table[p] = entry;
    }

    private void rehash() {
        long[] old = table;
        table = new long[old.length * 2];
        mask = table.length - 1;
        for (long entry : old) {
            if (entry != 0) {
                place(entry);
            }
        }
    }

    /** Replaces which slot stands for an entry of the hash. */
    void replace(int hash, int slot, int by) {
        int p = position(hash, slot);
        if (p < 0) {
            throw new IllegalStateException("slot " + slot + " is not in the index");
        }
        table[p] = entry(hash, by);
    }

    boolean contains(int hash, int slot) {
        return position(hash, slot) >= 0;
    }

    /** Returns false when it was not there. */
    boolean remove(int hash, int slot) {
        int hole = position(hash, slot);
        if (hole < 0) {
            return false;
        }
        count--;
        int p = hole;
        while (true) {
            p = (p + 1) & mask;
            long entry = table[p];
            if (entry == 0) {
                break;
            }
            int home = (int) (entry >>> 32) & mask;
            if (((p - home) & mask) >= ((p - hole) & mask)) {
                table[hole] = entry;
                hole = p;
            }
        }
        table[hole] = 0;
        return true;
    }

    private int position(int hash, int slot) {
        long wanted = entry(hash, slot);
        int p = hash & mask;
        while (table[p] != wanted) {
            if (table[p] == 0) {
                return -1;
            }
            p = (p + 1) & mask;
        }
        return p;
    }

    long bytes() {
        return 8L * table.length;
    }
}
