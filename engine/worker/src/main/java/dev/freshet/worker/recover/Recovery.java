package dev.freshet.worker.recover;

import dev.freshet.core.circuit.Circuit;
import dev.freshet.core.trace.Consolidation;
import dev.freshet.core.trace.HashTrace;
import dev.freshet.core.trace.Hashing;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.store.EpochRecord;
import dev.freshet.spi.store.Journal;
import dev.freshet.spi.store.SnapshotStore;
import dev.freshet.spi.sys.CrashPoint;
import dev.freshet.spi.sys.Failpoint;
import dev.freshet.worker.engine.PipelineEngine;
import dev.freshet.worker.engine.ServedView;
import dev.freshet.worker.engine.Views;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings an engine to the head: loads the newest snapshot, computes from the journal what of this version it does not know, and replays
 * the journal with outputs suppressed. While the version is the one that committed the epochs, each fingerprint must be the
 * committed one. For a changed version {@link #differences} afterwards says what the views show now that they did not
 * before. One owner thread.
 */
public final class Recovery {
    private static final int EPOCHS_PER_PIECE = 1_000;

    private final PipelineEngine engine;
    private final Journal journal;
    private final boolean sameVersion;
    private final long comparableFrom;
    private final Map<String, HashTrace> before = new HashMap<>();
    private final Set<String> backfilled = new HashSet<>();
    private @Nullable Kept kept;
    private long at;

    /**
     * @param comparableFrom first epoch that this version has committed, 0 when there is none
     * @param head the last epoch; without any there is nothing to differ from
     */
    public Recovery(PipelineEngine engine, Journal journal, long comparableFrom, long head) {
        this.engine = engine;
        this.journal = journal;
        this.sameVersion = comparableFrom > 0 || head == 0;
        this.comparableFrom = comparableFrom;
    }

    /** Starts from the newest usable snapshot; returns its epoch, 0 for none. */
    public long start(SnapshotStore snapshots, long head) {
        at = snapshots.newest(head).map(this::restore).orElse(0L);
        Failpoint.hit(CrashPoint.C27);
        if (at > 0 && !sameVersion) {
            seedBefore();
        }
        return at;
    }

    /** Loads what the snapshot knows; what it does not know is computed from the journal up to there. */
    private long restore(SnapshotStore.Snapshot snapshot) {
        if (!engine.load(snapshot.epoch(), snapshot.parts())) {
            PipelineEngine rest = engine.lacking(snapshot.parts());
            if (rest == null) {
                return 0;
            }
            backfill(rest, snapshot.epoch());
            Map<String, List<byte[]>> whole = new HashMap<>(rest.save());
            whole.putAll(snapshot.parts());
            if (!engine.load(snapshot.epoch(), whole)) {
                throw new IllegalStateException("the backfilled state does not cover the plan");
            }
        }
        return snapshot.epoch();
    }

    private void backfill(PipelineEngine rest, long upTo) {
        backfilled.addAll(rest.views().names());
        for (long from = 0; from < upTo; from += EPOCHS_PER_PIECE) {
            journal.replay(from, Math.min(upTo, from + EPOCHS_PER_PIECE), record -> {
                rest.replay(record);
                if (!sameVersion) {
                    record.outputs().forEach((view, change) -> {
                        if (backfilled.contains(view)) {
                            remember(view, change);
                        }
                    });
                }
            });
            Failpoint.hit(CrashPoint.C27);
        }
        List<Circuit.Stats> again = rest.stats();
        kept = new Kept(
                upTo,
                engine.stats().size() - again.size(),
                again.size(),
                again.stream().mapToLong(Circuit.Stats::totalTouched).sum());
    }

    /**
     * What a changed version took over from a snapshot.
     *
     * @param kept operators whose state was loaded
     * @param again operators that were computed again, those above which something changed included
     * @param rowsTouched rows that these touched for it
     */
    public record Kept(long epoch, int kept, int again, long rowsTouched) {}

    /** Null where the snapshot was used whole or not at all. */
    public @Nullable Kept kept() {
        return kept;
    }

    /** A snapshot that covers this version holds each view as it was committed: nothing of it differs up to there. */
    private void seedBefore() {
        Views views = engine.views();
        for (String name : views.names()) {
            ServedView view = views.view(name);
            if (view != null && !backfilled.contains(name)) {
                trace(name, view.schema()).apply(views.content(name).rows());
            }
        }
    }

    private HashTrace trace(String view, Schema schema) {
        return before.computeIfAbsent(view, _ -> new HashTrace(schema, Hashing.all(schema.size())));
    }

    /** Replays up to {@code head}; to be repeated while another owner goes on committing. */
    public void replayTo(long head) {
        while (at < head) {
            long upTo = Math.min(head, at + EPOCHS_PER_PIECE);
            journal.replay(at, upTo, this::replay);
            at = upTo;
            Failpoint.hit(CrashPoint.C27);
        }
    }

    public long at() {
        return at;
    }

    private void replay(EpochRecord record) {
        PipelineEngine.Replayed now = engine.replay(record);
        if (!sameVersion) {
            record.outputs().forEach(this::remember);
        } else if (isComparable(record) && !now.fingerprint().equals(record.outputHash())) {
            throw new IntegrityException("epoch " + record.epoch()
                    + " gives other results on replay than were committed; its journal may be damaged");
        }
    }

    /** Not so where history was merged: that record stands for many epochs and has no fingerprint. */
    private boolean isComparable(EpochRecord record) {
        return record.epoch() >= comparableFrom && !record.outputHash().isEmpty();
    }

    /** What the earlier version showed, where this version has a view of the same name and columns. */
    private void remember(String view, ColumnBatch change) {
        ServedView served = engine.views().view(view);
        if (served != null && sameColumns(served.schema(), change)) {
            trace(view, served.schema()).apply(change);
        }
    }

    private static boolean sameColumns(Schema schema, ColumnBatch change) {
        List<?> physical = ColumnBatch.empty(schema).columns().stream()
                .map(Object::getClass)
                .toList();
        return physical.equals(change.columns().stream().map(Object::getClass).toList());
    }

    /** Net changes that turn what was shown into what this version shows; empty for the same version. */
    public Map<String, ColumnBatch> differences() {
        Map<String, ColumnBatch> out = new LinkedHashMap<>();
        if (sameVersion) {
            return out;
        }
        Views views = engine.views();
        for (String name : views.names()) {
            ServedView view = views.view(name);
            if (view != null) {
                ColumnBatch net = difference(view, views.content(name).rows());
                if (!net.isEmpty()) {
                    out.put(name, net);
                }
            }
        }
        return out;
    }

    private ColumnBatch difference(ServedView view, ColumnBatch now) {
        BatchBuilder out = new BatchBuilder(view.schema());
        append(out, now, 1);
        HashTrace old = before.get(view.name());
        if (old != null) {
            HashTrace.Cursor cursor = old.scan(8_192);
            for (ColumnBatch b = cursor.next(); !b.isEmpty(); b = cursor.next()) {
                append(out, b, -1);
            }
        }
        return Consolidation.of(out.build());
    }

    private static void append(BatchBuilder out, ColumnBatch rows, long sign) {
        for (int i = 0; i < rows.size(); i++) {
            out.append(rows, i, sign * rows.weight(i));
        }
    }
}
