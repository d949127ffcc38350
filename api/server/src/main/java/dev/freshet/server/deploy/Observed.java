package dev.freshet.server.deploy;

import dev.freshet.server.pipeline.DesiredState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pipeline at one instant: what is wanted, which processes there are, what the ledger says.
 *
 * @param wantedVersion version that should run
 * @param restartAfter a worker must be of a later generation than this (0: any will do)
 * @param running workers not yet seen to have ended, oldest first
 * @param ended workers of the present attempt that ended, oldest first, as far back as a minute
 * @param rest whether it rests for want of work
 * @param late how long freshness has been beyond the promise; null when it is not
 */
public record Observed(
        DesiredState desired,
        boolean deleting,
        int wantedVersion,
        long restartAfter,
        List<Worker> running,
        List<Ended> ended,
        Ledger ledger,
        Rest rest,
        @Nullable Duration late,
        Instant now) {

    public Observed {
        running = List.copyOf(running);
        ended = List.copyOf(ended);
    }

    /**
     * A worker process.
     *
     * @param alive whether the process exists
     * @param stopSince when it was asked to stop; null when it was not
     * @param supersededSince when a later generation was first seen to be active; null when none is
     */
    public record Worker(
            long generation,
            int version,
            boolean alive,
            @Nullable Instant stopSince,
            @Nullable Instant supersededSince) {}

    /**
     * How a worker ended.
     *
     * @param exitCode null when nobody saw it
     * @param activated whether it ever was the active one
     * @param progressed whether the pipeline's head moved during its life
     */
    public record Ended(
            long generation,
            int version,
            Instant at,
            @Nullable Integer exitCode,
            boolean activated,
            boolean progressed,
            @Nullable String reason) {}

    /**
     * The ledger's row.
     *
     * @param generation the active one, 0 when none ever was
     * @param leaseOver how long ago the lease ran out; null while it holds
     */
    public record Ledger(
            long generation,
            int version,
            @Nullable Duration leaseOver,
            @Nullable String workerState,
            @Nullable String reasonCode,
            @Nullable String reason,
            long head,
            long lake) {
        /** Of a pipeline that never ran. */
        public static final Ledger NONE = new Ledger(0, 0, Duration.ZERO, null, null, null, 0, 0);
    }

    /**
     * Of a pipeline with {@code spec.idle}.
     *
     * @param resting the last worker stopped for want of work, and nobody has woken the pipeline since
     * @param due when it must look at its sources; null when nothing but a caller wakes it
     */
    public record Rest(boolean resting, @Nullable Instant due) {
        /** Awake. */
        public static final Rest NONE = new Rest(false, null);

        boolean isDue(Instant now) {
            return due != null && !now.isBefore(due);
        }
    }

    /** Whether it should run. */
    public boolean wanted() {
        return desired == DesiredState.RUNNING && !deleting;
    }

    /** Workers whose process exists. */
    public List<Worker> alive() {
        return running.stream().filter(Worker::alive).toList();
    }

    /** The living worker that owns the pipeline; null when there is none. */
    public @Nullable Worker active() {
        return alive().stream()
                .filter(worker -> worker.generation() == ledger.generation())
                .findFirst()
                .orElse(null);
    }
}
