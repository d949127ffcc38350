package dev.freshet.lake;

import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * Keeps a table's metadata bounded: forgets old Iceberg snapshots (which drops no row of an append-only table). Files are
 * not deleted here, since the swap may still fail; the {@link Sweeper} finds them unreferenced later.
 *
 * @param many more snapshots than these start it
 * @param kept how many of the newest stay in any case
 */
record Expiry(int many, int kept) {
    static final Expiry JOURNAL = new Expiry(40, 10);
    /** Operator states are large and of no use once replaced. */
    static final Expiry STATES = new Expiry(2, 2);

    private static final long GRACE_MILLIS = 600_000;

    void stage(Table table) {
        int n = 0;
        for (Snapshot _ : table.snapshots()) {
            n++;
        }
        Snapshot newest = table.currentSnapshot();
        if (n > many && newest != null) {
            table.expireSnapshots()
                    .expireOlderThan(newest.timestampMillis() - GRACE_MILLIS)
                    .retainLast(kept)
                    .cleanExpiredFiles(false)
                    .commit();
        }
    }
}
