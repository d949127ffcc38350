package dev.freshet.core.trace;

/**
 * Open addressing with linear probing from hash to slot; entries hold the whole hash, so that a walk reads no row in vain;
 * deletion shifts back, so there are no tombstones. Walk it with
 * {@code for (int p = start(h); (e = entry(p)) != 0; p = next(p)) if (matches(e, h) && … slot(e) …)}.
 */
final class HashIndex {
    /** In place of a slot that was found by its hash but whose row turned out to be another. */
    static final int UNSURE = -2;

    private static final int PAGE_SHIFT = 31;
    /** As {@link #PAGE_SHIFT}, where pages may be moved to a file. */
    private static final int MOVABLE_SHIFT = 11;

    private final StateMemory memory = StateMemory.current();
    private final int shift = memory.isBounded() ? MOVABLE_SHIFT : PAGE_SHIFT;
    private final int pageMask = (1 << shift) - 1;
    private Pages<long[]> table = new Pages<>(memory);
    private int mask = 15;
    private int count;

    HashIndex() {
        put(table, 0, new long[16]);
    }

    private static void put(Pages<long[]> table, int page, long[] entries) {
        table.put(page, entries, entries.length * Long.BYTES);
    }

    private void set(int position, long entry) {
        table.write(position >> shift)[position & pageMask] = entry;
    }

    int start(int hash) {
        return hash & mask;
    }

    /** Hash and slot at a position, or 0 at the end of the walk. */
    long entry(int position) {
        return table.read(position >> shift)[position & pageMask];
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
        int m = mask;
        for (int i = 0; i < count; i++) {
            int hash = wanted[from + i];
            int p = hash & m;
            long e = entry(p);
            while (e != 0 && !matches(e, hash)) {
                p = (p + 1) & m;
                e = entry(p);
            }
            slots[i] = slot(e);
        }
    }

    int size() {
        return count;
    }

    /** Adds a slot that is not in the index. */
    void insert(int hash, int slot) {
        if ((count + 1) * 8L > (mask + 1) * 5L) {
            rehash();
        }
        place(entry(hash, slot));
        count++;
    }

    private void place(long entry) {
        int p = (int) (entry >>> 32) & mask;
        while (entry(p) != 0) {
            p = (p + 1) & mask;
        }
        set(p, entry);
    }

    /** Page by page, each given up when it is done, so that old and new are not there at once: entries of one go to few new ones. */
    private void rehash() {
        Pages<long[]> old = table;
        int oldPages = pages();
        table = new Pages<>(memory);
        mask = mask * 2 + 1;
        for (int i = 0; i < oldPages; i++) {
            for (int k = 0; k <= Math.min(mask >> 1, pageMask); k++) {
                long entry = old.read(i)[k];
                if (entry != 0) {
                    placeAnew(entry);
                }
            }
            old.free(i);
        }
        for (int i = 0; i < pages(); i++) {
            open(i);
        }
    }

    /** As {@link #place}, into pages that may not be there yet. */
    private void placeAnew(long entry) {
        int p = (int) (entry >>> 32) & mask;
        open(p >> shift);
        while (entry(p) != 0) {
            p = (p + 1) & mask;
            open(p >> shift);
        }
        set(p, entry);
    }

    private void open(int page) {
        if (!table.has(page)) {
            put(table, page, new long[Math.min(mask, pageMask) + 1]);
        }
    }

    private int pages() {
        return (mask >> shift) + 1;
    }

    /** Replaces which slot stands for an entry of the hash. */
    void replace(int hash, int slot, int by) {
        int p = position(hash, slot);
        if (p < 0) {
            throw new IllegalStateException("slot " + slot + " is not in the index");
        }
        set(p, entry(hash, by));
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
            long entry = entry(p);
            if (entry == 0) {
                break;
            }
            int home = (int) (entry >>> 32) & mask;
            if (((p - home) & mask) >= ((p - hole) & mask)) {
                set(hole, entry);
                hole = p;
            }
        }
        set(hole, 0);
        return true;
    }

    private int position(int hash, int slot) {
        long wanted = entry(hash, slot);
        int p = hash & mask;
        long entry;
        while ((entry = entry(p)) != wanted) {
            if (entry == 0) {
                return -1;
            }
            p = (p + 1) & mask;
        }
        return p;
    }

    long bytes() {
        return 8L * (mask + 1) + table.bytes();
    }
}
