package dev.freshet.lake;

import dev.freshet.meta.HotJournal;
import dev.freshet.meta.HotJournal.Bounds;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.sys.CrashPoint;
import dev.freshet.spi.sys.Failpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Table;

/**
 * Keeps a pipeline's tables small without changing what they say: joins small files, merges history, sweeps what nothing
 * refers to. Only the active generation may. Replaced files stay for a while, for readers that hold older metadata.
 * Thread-safe; blocks on IO.
 */
public final class Maintenance {
    static final int ROUNDS = 40;
    static final int MANY_FILES = 32;
    private static final long SMALL_BYTES = 32L << 20;
    private static final int BATCH_ROWS = 10_000;

    private final PipelineCatalog catalog;
    private final Sweeper sweeper;
    private final int every;
    private final int manyFiles;
    private final AtomicInteger rounds = new AtomicInteger();

    public Maintenance(PipelineCatalog catalog) {
        this(catalog, ROUNDS, MANY_FILES);
    }

    Maintenance(PipelineCatalog catalog, int manyFiles) {
        this(catalog, ROUNDS, manyFiles);
    }

    /**
     * @param every flushes from one round of maintenance to the next
     * @param manyFiles so many small files in a row are joined; never more than flushes between two rounds make
     */
    Maintenance(PipelineCatalog catalog, int every, int manyFiles) {
        this.catalog = catalog;
        this.every = every;
        this.sweeper = new Sweeper(catalog);
        this.manyFiles = Math.max(2, Math.min(manyFiles, every));
    }

    /** To be called after every flush; does something at the first call and then now and again. */
    void nowAndThen() {
        int round = rounds.getAndIncrement();
        if (round % every == 0) {
            if (round > 0) {
                compact();
            }
            sweeper.sweep();
        }
    }

    /** Joins neighbouring small files where there are many. Returns how many files were replaced. */
    public int compact() {
        try (LakeTransaction tx = catalog.begin()) {
            int replaced = 0;
            for (String name : catalog.pointers().keySet()) {
                if (!name.equals(LakeNames.SNAPSHOTS)) {
                    Table table = tx.table(name);
                    for (List<DataFile> run : smallRuns(table)) {
                        join(table, run);
                        replaced += run.size();
                    }
                }
            }
            if (replaced > 0) {
                tx.commit(LakeStep.NONE);
                Failpoint.hit(CrashPoint.C22);
            }
            return replaced;
        }
    }

    private List<List<DataFile>> smallRuns(Table table) {
        List<List<DataFile>> out = new ArrayList<>();
        List<DataFile> run = new ArrayList<>();
        for (DataFile file : TableFiles.inOrder(table, -1, Long.MAX_VALUE)) {
            if (file.fileSizeInBytes() < SMALL_BYTES) {
                run.add(file);
            } else {
                out.add(run);
                run = new ArrayList<>();
            }
        }
        out.add(run);
        out.removeIf(r -> r.size() < manyFiles);
        return out;
    }

    private static void join(Table table, List<DataFile> files) {
        Schema schema = LakeTypes.columns(table.schema());
        long last = TableFiles.last(table, files.getLast());
        String prefix = "e" + TableFiles.first(table, files.getFirst()) + "-" + last;
        try (TableReader reader = new TableReader(table, schema, -1, Long.MAX_VALUE, files);
                TableWriter writer = new TableWriter(table, schema, prefix)) {
            copy(reader, writer);
            replace(table, files, writer.finish());
        }
    }

    private static void copy(TableReader reader, TableWriter writer) {
        for (long e = reader.nextEpoch(); e < Long.MAX_VALUE; e = reader.nextEpoch()) {
            writer.write(e, reader.take(BATCH_ROWS));
        }
    }

    private static void replace(Table table, List<DataFile> old, List<DataFile> fresh) {
        OverwriteFiles overwrite = table.newOverwrite();
        old.forEach(overwrite::deleteFile);
        fresh.forEach(overwrite::addFile);
        overwrite.commit();
        Expiry.JOURNAL.stage(table);
    }

    /**
     * Merges all history up to {@code since} into rows of that epoch: journals and changelogs then sum to the whole content
     * there, and what happened before can no longer be told apart. {@code since} must lie in the lake, and no sink may still
     * need an epoch up to it; otherwise a {@link LakeException} says which.
     */
    public void advanceSince(long since) {
        Bounds bounds = new HotJournal(catalog.database(), catalog.pipeline()).bounds();
        if (since <= bounds.since()) {
            return;
        }
        if (since > bounds.lake()) {
            throw new LakeException(
                    "history can be merged up to epoch " + bounds.lake() + ", which the lake holds, not " + since);
        }
        try (LakeTransaction tx = catalog.begin()) {
            for (String name : catalog.pointers().keySet()) {
                if (name.startsWith("journal_") || name.startsWith("changelog_")) {
                    merge(tx.table(name), since);
                }
            }
            tx.commit(new SinceStep(catalog.pipeline(), since));
        }
    }

    private static void merge(Table table, long since) {
        Schema schema = LakeTypes.columns(table.schema());
        List<DataFile> old = TableFiles.inOrder(table, -1, since);
        if (old.isEmpty()) {
            return;
        }
        List<DataFile> fresh = new ArrayList<>();
        Fold fold = new Fold(schema);
        try (TableReader before = new TableReader(table, schema, -1, since, old)) {
            while (before.nextEpoch() < Long.MAX_VALUE) {
                fold.add(before.take(BATCH_ROWS));
            }
        }
        try (TableWriter writer = new TableWriter(table, schema, "e" + since)) {
            fold.drain((ColumnBatch b) -> writer.write(since, b));
            fresh.addAll(writer.finish());
        }
        // A file that reaches beyond keeps its later rows.
        try (TableReader later = new TableReader(table, schema, since, Long.MAX_VALUE, old);
                TableWriter writer = new TableWriter(table, schema, "e" + (since + 1))) {
            copy(later, writer);
            fresh.addAll(writer.finish());
        }
        replace(table, old, fresh);
    }
}
