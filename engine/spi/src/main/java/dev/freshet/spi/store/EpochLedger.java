package dev.freshet.spi.store;

import java.util.Map;

/** The commit point of one pipeline for one generation. Used by one thread at a time. */
public interface EpochLedger {
    /** The last durable epoch, 0 when none. */
    long head();

    /** Source name → position after {@link #head}. */
    Map<String, String> positions();

    /**
     * Makes the epoch durable in one transaction that checks the generation and that {@code epoch} is head + 1. An
     * uncertain outcome is read back under the row lock before it is reported.
     */
    CommitOutcome commit(EpochRecord epoch);
}
