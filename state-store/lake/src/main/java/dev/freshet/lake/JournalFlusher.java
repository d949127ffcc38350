package dev.freshet.lake;

import dev.freshet.meta.Collections;
import dev.freshet.meta.Collections.Schemas;
import dev.freshet.meta.HotJournal;
import dev.freshet.meta.HotJournal.Bounds;
import dev.freshet.meta.HotJournal.Epoch;
import dev.freshet.meta.HotJournal.Slot;
import dev.freshet.meta.HotJournal.Stored;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.sys.CrashPoint;
import dev.freshet.spi.sys.Failpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * Moves closed epochs from the hot journal into Iceberg and trims them in the same transaction, so that every row is in
 * exactly one place. Only the active generation may; rounds are bounded in bytes and never span two definition versions,
 * whose columns may differ. Thread-safe (rounds exclude each other); blocks on IO.
 */
public final class JournalFlusher {
    private static final int ROUND_EPOCHS = 20_000;
    private static final long ROUND_BYTES = 256L << 20;
    private static final long READ_BYTES = 16L << 20;

    private final PipelineCatalog catalog;
    private final HotJournal hot;
    private final Collections collections;
    private final Maintenance maintenance;

    public JournalFlusher(PipelineCatalog catalog) {
        this(catalog, Maintenance.ROUNDS);
    }

    /** {@code maintenanceFlushes}: how many rounds lie between two of maintenance. */
    public JournalFlusher(PipelineCatalog catalog, int maintenanceFlushes) {
        this.catalog = catalog;
        this.hot = new HotJournal(catalog.database(), catalog.pipeline());
        this.collections = new Collections(catalog.database(), catalog.pipeline());
        this.maintenance = new Maintenance(catalog, maintenanceFlushes, Maintenance.MANY_FILES);
    }

    /** Flushes everything up to the head. */
    public long flush() {
        return flushTo(Long.MAX_VALUE);
    }

    /**
     * Flushes until the lake holds {@code target}, or the head as it was found: a busy pipeline must not keep the caller for ever. Returns the lake's epoch. Throws {@link
     * SupersededException} when a later generation owns the pipeline.
     */
    public long flushTo(long target) {
        Bounds bounds = hot.bounds();
        long goal = Math.min(target, bounds.head());
        while (bounds.lake() < goal) {
            round(goal);
            bounds = hot.bounds();
        }
        return bounds.lake();
    }

    private void round(long target) {
        try (LakeTransaction tx = catalog.begin()) {
            long from = hot.bounds().lake() + 1;
            Range range = range(from, target);
            if (range == null) {
                return;
            }
            Schemas schemas = collections.of(range.version());
            collections(tx, range, "J", schemas.inputs());
            Failpoint.hit(CrashPoint.C05);
            collections(tx, range, "O", schemas.outputs());
            new RejectedFlush(catalog, hot).write(tx, range.from(), range.to());
            tx.commit(new FlushStep(catalog.pipeline(), range.from(), range.to()));
        }
        maintenance.nowAndThen();
    }

    /** Epochs of one definition version that fit into a round. */
    private record Range(long from, long to, int version) {}

    private @Nullable Range range(long from, long target) {
        List<Epoch> epochs = hot.epochs(from - 1, target, ROUND_EPOCHS);
        if (epochs.isEmpty() || epochs.getFirst().number() != from) {
            return null;
        }
        int version = epochs.getFirst().version();
        TreeMap<Long, Long> sizes = new TreeMap<>();
        hot.slots(from, epochs.getLast().number()).forEach(s -> sizes.merge(s.epoch(), s.bytes(), Long::sum));
        long to = from;
        long bytes = 0;
        for (Epoch e : epochs) {
            bytes += sizes.getOrDefault(e.number(), 0L);
            if (e.version() != version || (bytes > ROUND_BYTES && e.number() > from)) {
                break;
            }
            to = e.number();
        }
        return new Range(from, to, version);
    }

    private void collections(LakeTransaction tx, Range range, String kind, Map<String, Schema> schemas) {
        Map<String, List<Slot>> slots = new TreeMap<>();
        for (Slot s : hot.slots(range.from(), range.to())) {
            if (s.kind().equals(kind)) {
                slots.computeIfAbsent(s.collection(), _ -> new ArrayList<>()).add(s);
            }
        }
        for (String name : slots.keySet()) {
            if (!schemas.containsKey(name)) {
                throw new LakeException("version " + range.version() + " of " + catalog.pipeline() + " wrote '" + name
                        + "' without having declared its columns");
            }
        }
        schemas.forEach((name, schema) -> {
            String table = kind.equals("J") ? LakeNames.journal(name) : LakeNames.changelog(name);
            append(tx, table, new Part(kind, name, schema, slots.getOrDefault(name, List.of())));
        });
    }

    private record Part(String kind, String collection, Schema schema, List<Slot> slots) {}

    private void append(LakeTransaction tx, String name, Part part) {
        if (part.slots().isEmpty() && tx.exists(name)) {
            return;
        }
        Table table = tx.table(name, LakeTypes.weighted(part.schema()));
        SchemaEvolution.apply(table, LakeTypes.weighted(part.schema()));
        if (part.slots().isEmpty()) {
            return;
        }
        String prefix = "e" + part.slots().getFirst().epoch() + "-"
                + part.slots().getLast().epoch();
        try (TableWriter writer = new TableWriter(table, part.schema(), prefix)) {
            for (List<Slot> group : groups(part.slots())) {
                long first = group.getFirst().epoch();
                for (Stored s : hot.rows(
                        part.kind(), part.collection(), first, group.getLast().epoch())) {
                    writer.write(s.epoch(), s.rows());
                }
            }
            append(table, writer.finish());
        }
    }

    static void append(Table table, List<DataFile> files) {
        append(table, files, Expiry.JOURNAL);
    }

    static void append(Table table, List<DataFile> files, Expiry expiry) {
        if (!files.isEmpty()) {
            AppendFiles append = table.newAppend();
            files.forEach(append::appendFile);
            append.commit();
            expiry.stage(table);
        }
    }

    /** Neighbours that are read in one statement. */
    private static List<List<Slot>> groups(List<Slot> slots) {
        List<List<Slot>> out = new ArrayList<>();
        List<Slot> group = new ArrayList<>();
        long bytes = 0;
        for (Slot s : slots) {
            if (bytes + s.bytes() > READ_BYTES && !group.isEmpty()) {
                out.add(group);
                group = new ArrayList<>();
                bytes = 0;
            }
            group.add(s);
            bytes += s.bytes();
        }
        if (!group.isEmpty()) {
            out.add(group);
        }
        return out;
    }
}
