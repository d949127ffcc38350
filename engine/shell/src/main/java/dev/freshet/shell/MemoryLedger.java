package dev.freshet.shell;

import dev.freshet.spi.store.CommitOutcome;
import dev.freshet.spi.store.EpochLedger;
import dev.freshet.spi.store.EpochRecord;
import java.time.Instant;
import java.util.Map;

/** A ledger for runs that start afresh each time: remembers the head and nothing else. */
final class MemoryLedger implements EpochLedger {
    private long head;

    @Override
    public long head() {
        return head;
    }

    @Override
    public Map<String, String> positions() {
        return Map.of();
    }

    @Override
    public CommitOutcome commit(EpochRecord epoch) {
        head = epoch.epoch();
        return new CommitOutcome.Committed(head, Instant.now());
    }
}
