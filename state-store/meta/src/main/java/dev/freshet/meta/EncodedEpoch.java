package dev.freshet.meta;

import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.store.EpochRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** An epoch packed once, so that every attempt to commit it writes the same bytes under the same commit id. */
record EncodedEpoch(EpochRecord record, UUID commitId, List<Entry> batches, List<ViewRejectDelta> viewRejects) {
    /** Batches sent with the first statement; what goes beyond follows in statements of its own. */
    static final int FIRST_BYTES = 4 << 20;

    /** One row of the hot journal. */
    record Entry(String kind, String collection, HotBatch batch) {}

    static EncodedEpoch of(EpochRecord record) {
        List<Entry> entries = new ArrayList<>();
        add(entries, "J", record.inputs());
        add(entries, "O", record.outputs());
        if (!record.viewRejects().isEmpty()) {
            entries.add(new Entry("V", "", HotBatch.pack(record.viewRejects())));
        }
        return new EncodedEpoch(record, UUID.randomUUID(), entries, ViewRejectDelta.of(record.viewRejects()));
    }

    private static void add(List<Entry> to, String kind, Map<String, ColumnBatch> batches) {
        batches.forEach((name, batch) -> {
            if (!batch.isEmpty()) {
                to.add(new Entry(kind, name, HotBatch.pack(batch)));
            }
        });
    }

    /** The leading batches that fit the first statement together; the largest prefix below {@link #FIRST_BYTES}. */
    int firstCount() {
        long bytes = 0;
        for (int i = 0; i < batches.size(); i++) {
            bytes += batches.get(i).batch().bytes().length;
            if (bytes > FIRST_BYTES) {
                return i;
            }
        }
        return batches.size();
    }

    long bytes() {
        return batches.stream().mapToLong(b -> b.batch().bytes().length).sum();
    }

    String countsJson() {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("inputs", rows(record.inputs()));
        counts.put("outputs", rows(record.outputs()));
        counts.put("rejected", record.rejected().size());
        counts.put("view_rejects", record.viewRejects().size());
        return PgText.json(counts);
    }

    private static Map<String, Integer> rows(Map<String, ColumnBatch> batches) {
        Map<String, Integer> out = new LinkedHashMap<>();
        batches.forEach((name, batch) -> {
            if (!batch.isEmpty()) {
                out.put(name, batch.size());
            }
        });
        return out;
    }
}
