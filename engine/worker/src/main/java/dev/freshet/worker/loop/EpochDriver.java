package dev.freshet.worker.loop;

import dev.freshet.ingest.flow.EpochCutter;
import dev.freshet.spi.connect.Intake;
import dev.freshet.spi.data.ColumnBatch;
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
import org.jspecify.annotations.Nullable;

/**
 * The heart of a worker: takes the intakes of the next epoch, computes it, makes it durable, then lets readers, requests,
 * sources and relays know, in that order. Where {@link Commits} are behind, readers and requests know before it is durable,
 * sources and relays never do. One thread; any outcome but "committed" ends it.
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

    /** An epoch that readers see; the times are those of {@link Done}. */
    record Shown(Step step, Instant oldestInput, Instant begun, Instant computed) {}

    private final PipelineEngine engine;
    private final EpochCutter cutter;
    private final Commits commits;
    private final @Nullable Backlog backlog;
    private final Listener listener;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile boolean stopping;
    private long head;

    /** Every epoch is durable in the ledger before it is shown. */
    public EpochDriver(PipelineEngine engine, EpochCutter cutter, EpochLedger ledger, Listener listener) {
        this(engine, cutter, new Commits(ledger, null, false), listener);
    }

    public EpochDriver(PipelineEngine engine, EpochCutter cutter, Commits commits, Listener listener) {
        this.engine = engine;
        this.cutter = cutter;
        this.commits = commits;
        this.backlog = commits.behind() ? new Backlog(commits) : null;
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
        try {
            head = commits.ledger().head();
            if (head == 0) {
                first();
            }
            while (true) {
                tellSettled();
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                List<Intake> intakes = cutter.take(IDLE);
                if (!intakes.isEmpty() || (!stopping && engine.isDue())) {
                    epoch(intakes);
                } else if (stopping) {
                    settle();
                    return;
                }
            }
        } finally {
            if (backlog != null) {
                backlog.close();
            }
        }
    }

    /** On the loop's thread: waits until all that is shown is durable. */
    public void settle() {
        try {
            if (backlog != null) {
                backlog.await();
                tellSettled();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before everything was durable", e);
        }
    }

    /** What the views show without any input, where that is anything. */
    private void first() throws InterruptedException {
        Instant begun = Instant.now();
        Step step = engine.step(1, List.of());
        if (!step.record().outputs().isEmpty() || !step.record().viewRejects().isEmpty()) {
            take(new Shown(step, begun, begun, Instant.now()));
        }
    }

    /** Commits what a changed definition shows differently, as an epoch of its own before any new input. */
    public void commitBarrier(Map<String, ColumnBatch> differences) {
        EpochRecord record = engine.barrier(commits.ledger().head() + 1, differences);
        Failpoint.hit(CrashPoint.C23);
        commits.commit(record);
        Failpoint.hit(CrashPoint.C23);
        engine.passed(record.epoch());
        Instant now = Instant.now();
        listener.committed(new Done(new Step(record, List.of()), now, now, now, now));
    }

    private void epoch(List<Intake> intakes) throws InterruptedException {
        Instant begun = Instant.now();
        Step step = engine.step(head + 1, intakes);
        Failpoint.hit(CrashPoint.C03);
        Instant oldest =
                intakes.stream().map(Intake::received).min(Instant::compareTo).orElse(begun);
        take(new Shown(step, oldest, begun, Instant.now()));
    }

    private void take(Shown epoch) throws InterruptedException {
        Failpoint.hit(CrashPoint.C26);
        if (backlog == null) {
            commits.commit(epoch.step().record());
            show(epoch.step());
            tell(epoch);
        } else {
            show(epoch.step());
            backlog.add(epoch);
        }
    }

    private void show(Step step) {
        head = step.record().epoch();
        engine.publish(step.record());
        Failpoint.hit(CrashPoint.C11);
        for (Answer a : step.answers()) {
            a.intake().reply().committed(head, a.accepted(), a.rejected());
            Failpoint.hit(CrashPoint.C12);
        }
    }

    private void tellSettled() {
        if (backlog != null) {
            backlog.settled().forEach(this::tell);
        }
    }

    private void tell(Shown epoch) {
        epoch.step().answers().forEach(a -> a.intake().reply().settled());
        listener.committed(new Done(epoch.step(), epoch.oldestInput(), epoch.begun(), epoch.computed(), Instant.now()));
    }
}
