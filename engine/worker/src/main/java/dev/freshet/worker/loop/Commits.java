package dev.freshet.worker.loop;

import dev.freshet.spi.store.CommitOutcome;
import dev.freshet.spi.store.EpochLedger;
import dev.freshet.spi.store.EpochRecord;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How epochs become durable.
 *
 * @param lake carries the journal into Iceberg up to an epoch, before that is shown; null where the hot journal is enough
 * @param behind whether epochs are shown before they are durable
 */
public record Commits(EpochLedger ledger, @Nullable LongConsumer lake, boolean behind) {
    /** Ends the loop: a later generation is active. */
    public static final class SupersededException extends RuntimeException {
        public SupersededException(long generation) {
            super("generation " + generation + " has taken over");
        }
    }

    /** Ends the loop: whether the last epoch is durable could not be learnt. */
    public static final class UnknownOutcomeException extends RuntimeException {
        public UnknownOutcomeException(Exception cause) {
            super("the outcome of a commit is unknown: " + cause.getMessage(), cause);
        }
    }

    /** Returns once the epoch is durable; any other outcome is thrown. */
    void commit(EpochRecord record) {
        switch (ledger.commit(record)) {
            case CommitOutcome.Committed _ -> {
                if (lake != null) {
                    lake.accept(record.epoch());
                }
            }
            case CommitOutcome.Superseded s -> throw new SupersededException(s.activeGeneration());
            case CommitOutcome.Unknown u -> throw new UnknownOutcomeException(u.cause());
        }
    }
}
