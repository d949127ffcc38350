package dev.freshet.spi.store;

import java.time.Instant;

/** The three ways in which a commit can end. */
public sealed interface CommitOutcome {
    /** Durable, exactly once. */
    record Committed(long epoch, Instant at) implements CommitOutcome {}

    /** A later generation owns the pipeline: stop, delete nothing. */
    record Superseded(long activeGeneration) implements CommitOutcome {}

    /** Could not be learnt although it was read back until the deadline; the process must not go on committing. */
    record Unknown(Exception cause) implements CommitOutcome {}
}
