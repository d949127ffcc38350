package dev.freshet.lake;

import dev.freshet.meta.HotJournal;
import dev.freshet.meta.HotJournal.Bounds;
import dev.freshet.meta.HotJournal.Epoch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether a pipeline's durable state hangs together: epochs are dense, everything that a pointer leads to is there and
 * as long as its manifest says, every hot batch and the newest snapshot unpack. Changes nothing; reads all metadata and hot
 * batches, and no data files but the snapshot's. Blocks on IO.
 */
public final class Fsck {
    private static final int PAGE = 1_000;
    private static final long PAGE_BYTES = 16L << 20;

    /** Something that is wrong. {@code code} e.g. {@code missing_file}; {@code what} names it for people. */
    public record Finding(String code, String what) {}

    private final PipelineCatalog catalog;
    private final HotJournal hot;
    private final List<Finding> findings = new ArrayList<>();

    public Fsck(PipelineCatalog catalog) {
        this.catalog = catalog;
        this.hot = new HotJournal(catalog.database(), catalog.pipeline());
    }

    /** Empty when all is well. A pipeline that runs meanwhile may be looked at. */
    public List<Finding> check() {
        findings.clear();
        Bounds bounds = hot.bounds();
        epochs(bounds);
        hotBatches(bounds);
        catalog.pointers().forEach(this::settled);
        guarded("unreadable_snapshot", LakeNames.SNAPSHOTS, this::snapshot);
        return List.copyOf(findings);
    }

    /** Whoever owns the pipeline may move the pointer meanwhile and delete what only the old metadata remembers. */
    private void settled(String name, String first) {
        int before = findings.size();
        @Nullable String at = first;
        while (at != null) {
            findings.subList(before, findings.size()).clear();
            String place = at;
            guarded("unreadable_table", name, () -> table(name, place));
            @Nullable String now = catalog.pointers().get(name);
            at = findings.size() == before || place.equals(now) ? null : now;
        }
    }

    private void guarded(String code, String what, Runnable check) {
        try {
            check.run();
        } catch (RuntimeException e) {
            findings.add(new Finding(code, what + ": " + e.getMessage()));
        }
    }

    private void epochs(Bounds bounds) {
        long expected = Math.max(1, bounds.since());
        List<Epoch> page = hot.epochs(expected - 1, bounds.head(), PAGE);
        while (!page.isEmpty()) {
            for (Epoch e : page) {
                if (e.number() != expected) {
                    findings.add(new Finding("epoch_gap", "epoch " + e.number() + " where " + expected + " should be"));
                    expected = e.number();
                }
                expected++;
            }
            page = hot.epochs(expected - 1, bounds.head(), PAGE);
        }
        if (expected <= bounds.head()) {
            findings.add(
                    new Finding("epoch_gap", "the epochs end at " + (expected - 1) + ", the head is " + bounds.head()));
        }
    }

    private void hotBatches(Bounds bounds) {
        long after = bounds.lake();
        while (after < bounds.head()) {
            long from = after;
            HotJournal.Page page;
            try {
                page = hot.page(after, bounds.head(), PAGE, PAGE_BYTES);
            } catch (RuntimeException e) {
                findings.add(
                        new Finding("unreadable_batch", "hot journal behind epoch " + after + ": " + e.getMessage()));
                return;
            }
            after = page.epochs().isEmpty()
                    ? bounds.head()
                    : page.epochs().getLast().number();
            if (after == from) {
                return;
            }
        }
    }

    private void table(String name, String at) {
        Table table = catalog.open(name, at);
        for (String file : Sweeper.references(table)) {
            if (!catalog.io().newInputFile(file).exists()) {
                findings.add(new Finding("missing_file", name + " refers to " + file));
            }
        }
        for (DataFile file : TableFiles.inOrder(table, -1, Long.MAX_VALUE)) {
            long length = catalog.io().newInputFile(file.location()).getLength();
            if (length != file.fileSizeInBytes()) {
                findings.add(new Finding(
                        "wrong_length", file.location() + " has " + length + " bytes, not " + file.fileSizeInBytes()));
            }
        }
    }

    private void snapshot() {
        LakeSnapshotStore store = new LakeSnapshotStore(catalog);
        if (store.count() > 0 && store.newest(Long.MAX_VALUE).isEmpty()) {
            findings.add(new Finding("no_intact_snapshot", "recovery would replay the whole journal"));
        }
    }

    /**
     * Files below the warehouse that lie in folders of this or earlier generations and that no pointer leads to: what a sweep
     * would remove once its grace is over.
     */
    public Set<String> orphans() {
        return new HashSet<>(new Sweeper(catalog, Duration.ZERO).dead());
    }

    /** Removes them now, whatever their age; for an owner that knows of no outside reader. Returns how many. */
    public int removeOrphans() {
        return new Sweeper(catalog, Duration.ofSeconds(-5)).sweep();
    }

    /** Table name → where it lies, as {@code /lake} reports it. */
    public Map<String, String> tables() {
        return catalog.pointers();
    }
}
