package dev.freshet.worker.loop;

import dev.freshet.ingest.flow.EpochCutter;
import dev.freshet.spi.connect.Intake;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.store.CommitOutcome;
import dev.freshet.spi.store.EpochLedger;
import dev.freshet.spi.store.EpochRecord;
import dev.freshet.spi.sys.CrashPoint;
import dev.freshet.spi.sys.Failpoint;
import dev.freshet.worker.engine.PipelineEngine;
import dev.freshet.worker.engine.PipelineEngine.Answer;
import dev.freshet.worker.engine.PipelineEngine.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The heart of a worker: takes the intakes of the next epoch, computes it, makes it durable, then lets readers, requests,
 * sources and relays know, in that order. One thread; any outcome but "committed" ends it.
 */
public final class EpochDriver {
    private static final Duration IDLE = Duration.ofMillis(50);

    /**
     * A durable epoch and its times.
     *
     * @param oldestInput when the first of its intakes was read
     * @param begun when its computation began
     * @param computed when its commit began
     */
    public record Done(Step step, Instant oldestInput, Instant begun, Instant computed, Instant committed) {}

    /** Told of every durable epoch, on the loop's thread; must not block for long. */
    public interface Listener {
        void committed(Done epoch);
    }

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

    private final PipelineEngine engine;
    private final EpochCutter cutter;
    private final EpochLedger ledger;
    private final Listener listener;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile boolean stopping;

    public EpochDriver(PipelineEngine engine, EpochCutter cutter, EpochLedger ledger, Listener listener) {
        this.engine = engine;
        this.cutter = cutter;
        this.ledger = ledger;
        this.listener = listener;
    }

    /** Runs something on the loop's thread between two epochs: snapshots, statistics. */
    public void between(Runnable task) {
        tasks.add(task);
    }

    /** Finishes what the cutter still holds, then ends. The cutter is closed by the caller. */
    public void stop() {
        stopping = true;
    }

    /** Runs until stopped; throws when it cannot go on. */
    public void run() throws InterruptedException {
        if (ledger.head() == 0) {
            first();
        }
        while (true) {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            List<Intake> intakes = cutter.take(IDLE);
            if (!intakes.isEmpty() || (!stopping && engine.isDue())) {
                epoch(intakes);
            } else if (stopping) {
                return;
            }
        }
    }

    /** What the views show without any input, where that is anything. */
    private void first() {
        Instant begun = Instant.now();
        Step step = engine.step(1, List.of());
        if (!step.record().outputs().isEmpty() || !step.record().viewRejects().isEmpty()) {
            commit(step, begun, begun);
        }
    }

    /** Commits what a changed definition shows differently, as an epoch of its own before any new input. */
    public void commitBarrier(Map<String, ColumnBatch> differences) {
        EpochRecord record = engine.barrier(ledger.head() + 1, differences);
        Failpoint.hit(CrashPoint.C23);
        if (ledger.commit(record) instanceof CommitOutcome.Committed done) {
            Failpoint.hit(CrashPoint.C23);
            engine.passed(record.epoch());
            listener.committed(new Done(new Step(record, List.of()), done.at(), done.at(), done.at(), done.at()));
        } else {
            throw new IllegalStateException("the definition's barrier epoch could not be committed");
        }
    }

    private void epoch(List<Intake> intakes) {
        Instant begun = Instant.now();
        Step step = engine.step(ledger.head() + 1, intakes);
        Failpoint.hit(CrashPoint.C03);
        Instant oldest =
                intakes.stream().map(Intake::received).min(Instant::compareTo).orElse(begun);
        commit(step, oldest, begun);
    }

    private void commit(Step step, Instant oldest, Instant begun) {
        Instant computed = Instant.now();
        Failpoint.hit(CrashPoint.C26);
        switch (ledger.commit(step.record())) {
            case CommitOutcome.Committed _ -> {
                engine.publish(step.record());
                Failpoint.hit(CrashPoint.C11);
                for (Answer a : step.answers()) {
                    a.intake().reply().committed(step.record().epoch(), a.accepted(), a.rejected());
                    Failpoint.hit(CrashPoint.C12);
                }
                listener.committed(new Done(step, oldest, begun, computed, Instant.now()));
            }
            case CommitOutcome.Superseded s -> throw new SupersededException(s.activeGeneration());
            case CommitOutcome.Unknown u -> throw new UnknownOutcomeException(u.cause());
        }
    }
}
