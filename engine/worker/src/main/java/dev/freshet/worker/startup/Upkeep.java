package dev.freshet.worker.startup;

import dev.freshet.lake.JournalFlusher;
import dev.freshet.lake.LakeSnapshotStore;
import dev.freshet.lake.SupersededException;
import dev.freshet.meta.LedgerClient;
import dev.freshet.meta.PostgresLedger;
import dev.freshet.spi.store.SnapshotStore.Snapshot;
import dev.freshet.worker.engine.PipelineEngine;
import dev.freshet.worker.loop.EpochDriver;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** What a running worker does on the side: it keeps its lease, carries the hot journal to the lake, takes snapshots. */
final class Upkeep implements AutoCloseable {
    static final long FLUSH_BYTES = 64L << 20;
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    private static final Duration FLUSH_EVERY = Duration.ofSeconds(30);
    private static final long SNAPSHOT_EPOCHS = 500;

    private final Bootstrap boot;
    private final LedgerClient client;
    private final PostgresLedger ledger;
    private final PipelineEngine engine;
    private final JournalFlusher flusher;
    private final LakeSnapshotStore snapshots;
    private final ReentrantLock flushing = new ReentrantLock();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile long lakeEpoch;
    private volatile long snapshotAt;

    /** Where the worker's state lives. */
    record Stores(LedgerClient client, PostgresLedger ledger, JournalFlusher flusher, LakeSnapshotStore snapshots) {}

    Upkeep(Bootstrap boot, PipelineEngine engine, Stores stores) {
        this.boot = boot;
        this.engine = engine;
        this.client = stores.client();
        this.ledger = stores.ledger();
        this.flusher = stores.flusher();
        this.snapshots = stores.snapshots();
    }

    /** What recovery found. */
    void recovered(long lake, long snapshot) {
        lakeEpoch = lake;
        snapshotAt = snapshot;
    }

    /** Begins; {@code drain} is called when the control plane asks the worker to end. */
    void start(EpochDriver driver, Supplier<LedgerClient.Beat> beat, Runnable drain) {
        Thread.ofVirtual().name("heartbeat").start(() -> every(HEARTBEAT, () -> beat(beat.get(), drain)));
        Thread.ofVirtual().name("flusher").start(() -> flushes(driver));
    }

    private void every(Duration pause, Runnable work) {
        try {
            while (!stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                work.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void beat(LedgerClient.Beat beat, Runnable drain) {
        try {
            switch (client.heartbeat(boot.pipeline(), boot.generation(), beat)) {
                case GO_ON -> {}
                case DRAIN -> drain.run();
                case SUPERSEDED -> WorkerMain.halt(WorkerMain.SUPERSEDED, "a later generation is active");
            }
        } catch (RuntimeException e) {
            log("heartbeat failed: " + e.getMessage(), e);
        }
    }

    private void flushes(EpochDriver driver) {
        long[] last = {System.nanoTime()};
        every(Duration.ofSeconds(1), () -> {
            try {
                if (System.nanoTime() - last[0] > FLUSH_EVERY.toNanos() || isHot()) {
                    flush(Long.MAX_VALUE);
                    last[0] = System.nanoTime();
                    snapshotIfDue(driver);
                }
            } catch (SupersededException e) {
                WorkerMain.halt(WorkerMain.SUPERSEDED, String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                log("the flusher failed and tries again: " + e.getMessage(), e);
            }
        });
    }

    private boolean isHot() {
        return client.read(boot.pipeline().uid())
                .map(row -> row.hotBytes() > FLUSH_BYTES)
                .orElse(false);
    }

    /** Carries the journal to the lake up to an epoch, or to the head. */
    void flush(long upTo) {
        flushing.lock();
        try {
            lakeEpoch = flusher.flushTo(upTo);
        } finally {
            flushing.unlock();
        }
    }

    long lakeEpoch() {
        return lakeEpoch;
    }

    private void snapshotIfDue(EpochDriver driver) {
        if (engine.views().epoch() - snapshotAt >= SNAPSHOT_EPOCHS) {
            driver.between(this::snapshot);
        }
    }

    /** On the loop's thread. */
    void snapshot() {
        long epoch = ledger.head();
        if (epoch > snapshotAt) {
            snapshots.write(new Snapshot(epoch, engine.save()));
            snapshotAt = epoch;
        }
    }

    /** The last word in the ledger, where it can still be said. */
    void report(LedgerClient.Beat last) {
        try {
            client.heartbeat(boot.pipeline(), boot.generation(), last);
        } catch (RuntimeException e) {
            log("could not report: " + e.getMessage(), e);
        }
    }

    private static void log(String what, Exception cause) {
        System.getLogger(Upkeep.class.getName()).log(System.Logger.Level.WARNING, what, cause);
    }

    @Override
    public void close() {
        stopping.countDown();
    }
}
