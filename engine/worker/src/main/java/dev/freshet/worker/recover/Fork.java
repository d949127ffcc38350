package dev.freshet.worker.recover;

import dev.freshet.lake.JournalFlusher;
import dev.freshet.lake.LakeException;
import dev.freshet.lake.LakeJournal;
import dev.freshet.lake.Maintenance;
import dev.freshet.lake.PipelineCatalog;
import dev.freshet.meta.LedgerClient;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.store.CommitOutcome;
import dev.freshet.spi.store.EpochLedger;
import dev.freshet.spi.store.EpochRecord;
import dev.freshet.worker.engine.PipelineEngine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The beginning of a forked pipeline: what its parent's tables held at the epoch becomes this pipeline's first epoch, with the
 * parent's number, so that it goes on counting from there; nothing before it exists here. May be repeated after any crash.
 */
public final class Fork {
    private final LedgerClient.Origin origin;
    private final PipelineCatalog own;
    private final LakeJournal parent;

    /** {@code parent} reads the parent's history in this version's columns. */
    public Fork(LedgerClient.Origin origin, PipelineCatalog own, LakeJournal parent) {
        this.origin = origin;
        this.own = own;
        this.parent = parent;
    }

    /** To be called by the active generation before anybody reads. True when the first epoch was made now. */
    public boolean begin(PipelineEngine engine, EpochLedger ledger) {
        boolean fresh = ledger.head() < origin.epoch();
        if (fresh) {
            EpochRecord first = engine.seed(origin.epoch(), content(engine));
            if (!(ledger.commit(first) instanceof CommitOutcome.Committed)) {
                throw new IllegalStateException("the fork's first epoch could not be committed");
            }
            engine.publish(first);
        }
        new JournalFlusher(own).flushTo(origin.epoch());
        new Maintenance(own).advanceSince(origin.epoch());
        return fresh;
    }

    private Map<String, ColumnBatch> content(PipelineEngine engine) {
        Map<String, ColumnBatch> out = new LinkedHashMap<>();
        engine.plan().tables().forEach(t -> {
            List<ColumnBatch> pieces = new ArrayList<>();
            pieces.add(ColumnBatch.empty(t.schema()));
            parent.foldInput(t.name(), origin.epoch(), pieces::add);
            ColumnBatch all = ColumnBatch.concat(pieces);
            if (!all.isEmpty()) {
                out.put(t.name(), all);
            }
        });
        if (parent.since() > origin.epoch()) {
            throw new LakeException("the history at epoch " + origin.epoch() + " of " + origin.parent()
                    + " was merged away before this fork began");
        }
        return out;
    }
}
