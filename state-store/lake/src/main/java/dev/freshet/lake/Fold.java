package dev.freshet.lake;

import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Sums changes into content: equal rows become one with the sum of their weights, zero ones vanish. Holds the content so
 * far and a bounded amount of changes on top of it. Used by one thread.
 */
final class Fold {
    private static final int PENDING_ROWS = 1 << 18;
    private static final int BATCH_ROWS = 10_000;

    private final Schema schema;
    private List<ColumnBatch> parts = new ArrayList<>();
    private long rows;
    private long settled;

    Fold(Schema schema) {
        this.schema = schema;
    }

    void add(ColumnBatch changes) {
        if (changes.isEmpty()) {
            return;
        }
        parts.add(changes);
        rows += changes.size();
        if (rows > settled + Math.max(PENDING_ROWS, settled)) {
            settle();
        }
    }

    /** Hands out the content in batches and forgets it. */
    void drain(Consumer<ColumnBatch> reader) {
        settle();
        parts.forEach(reader);
        parts = new ArrayList<>();
        rows = 0;
        settled = 0;
    }

    private void settle() {
        RowTable table = new RowTable(rows);
        parts.forEach(table::add);
        List<ColumnBatch> out = new ArrayList<>();
        BatchBuilder builder = new BatchBuilder(schema);
        settled = 0;
        for (int e = 0; e < table.entries; e++) {
            if (table.weights[e] != 0) {
                builder.append(table.batch(e), table.rows[e], table.weights[e]);
                settled++;
            }
            if (builder.size() == BATCH_ROWS) {
                out.add(builder.build());
            }
        }
        if (builder.size() > 0) {
            out.add(builder.build());
        }
        parts = out;
        rows = settled;
    }

    /** Distinct rows by open addressing; an entry points at the row's first appearance. */
    private static final class RowTable {
        private final List<ColumnBatch> batches = new ArrayList<>();
        private final int[] slots;
        private int[] part = new int[1024];
        private int[] rows = new int[1024];
        private int[] hashes = new int[1024];
        private long[] weights = new long[1024];
        private int entries;

        RowTable(long most) {
            int size = Integer.highestOneBit((int) Math.min(1 << 29, Math.max(16, most))) << 2;
            slots = new int[size];
        }

        ColumnBatch batch(int entry) {
            return batches.get(part[entry]);
        }

        void add(ColumnBatch batch) {
            batches.add(batch);
            for (int row = 0; row < batch.size(); row++) {
                int hash = hash(batch, row);
                int slot = slot(batch, row, hash);
                if (slots[slot] == 0) {
                    enter(row, hash);
                    slots[slot] = entries;
                }
                weights[slots[slot] - 1] += batch.weight(row);
            }
        }

        private int slot(ColumnBatch batch, int row, int hash) {
            int mask = slots.length - 1;
            int slot = hash & mask;
            while (slots[slot] != 0 && !same(slots[slot] - 1, batch, row, hash)) {
                slot = (slot + 1) & mask;
            }
            return slot;
        }

        private void enter(int row, int hash) {
            if (entries == rows.length) {
                int grown = entries + (entries >> 1);
                part = Arrays.copyOf(part, grown);
                rows = Arrays.copyOf(rows, grown);
                hashes = Arrays.copyOf(hashes, grown);
                weights = Arrays.copyOf(weights, grown);
            }
            part[entries] = batches.size() - 1;
            rows[entries] = row;
            hashes[entries] = hash;
            entries++;
        }

        private boolean same(int entry, ColumnBatch batch, int row, int hash) {
            if (hashes[entry] != hash) {
                return false;
            }
            ColumnBatch other = batch(entry);
            for (int c = 0; c < batch.columns().size(); c++) {
                if (!batch.column(c).equal(row, other.column(c), rows[entry])) {
                    return false;
                }
            }
            return true;
        }

        private static int hash(ColumnBatch batch, int row) {
            int h = 1;
            for (int c = 0; c < batch.columns().size(); c++) {
                h = 31 * h + batch.column(c).hash(row);
            }
            return h ^ (h >>> 15);
        }
    }
}
