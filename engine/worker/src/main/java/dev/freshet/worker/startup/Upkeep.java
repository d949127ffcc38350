package dev.freshet.worker.startup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.lake.JournalFlusher;
import dev.freshet.lake.LakeSnapshotStore;
import dev.freshet.lake.SupersededException;
import dev.freshet.meta.LedgerClient;
import dev.freshet.meta.PostgresLedger;
import dev.freshet.spi.store.SnapshotStore.Snapshot;
import dev.freshet.worker.engine.PipelineEngine;
import dev.freshet.worker.loop.EpochDriver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** What a running worker does on the side: it keeps its lease, carries the hot journal to the lake, takes snapshots. */
final class Upkeep implements AutoCloseable {
    static final long FLUSH_BYTES = 64L << 20;
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Bootstrap boot;
    private final Pace pace;
    private final LedgerClient client;
    private final PostgresLedger ledger;
    private final PipelineEngine engine;
    private final JournalFlusher flusher;
    private final LakeSnapshotStore snapshots;
    private final ReentrantLock flushing = new ReentrantLock();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile long lakeEpoch;
    private volatile long snapshotAt;

    /**
     * How often things are done.
     *
     * @param flush longest time between two flushes to the lake
     * @param snapshotEpochs epochs between two snapshots of the state
     * @param maintenanceFlushes flushes between two rounds of compaction and sweeping
     */
    record Pace(Duration flush, long snapshotEpochs, int maintenanceFlushes) {
        static Pace of(JsonNode settings) {
            return new Pace(
                    Duration.ofMillis(settings.path("flush_ms").asLong(30_000)),
                    settings.path("snapshot_epochs").asLong(500),
                    settings.path("maintenance_flushes").asInt(40));
        }
    }

    /** Where the worker's state lives. */
    record Stores(LedgerClient client, PostgresLedger ledger, JournalFlusher flusher, LakeSnapshotStore snapshots) {}

    Upkeep(Bootstrap boot, PipelineEngine engine, Stores stores) {
        this.boot = boot;
        this.pace = Pace.of(boot.upkeep());
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
    void start(EpochDriver driver, Supplier<LedgerClient.Beat> beat, SinkReports sinks, Runnable drain) {
        Thread.ofVirtual().name("heartbeat").start(() -> every(HEARTBEAT, () -> beat(beat.get(), sinks, drain)));
        Thread.ofPlatform().name("flusher").daemon().start(() -> flushes(driver));
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

    private void beat(LedgerClient.Beat beat, SinkReports sinks, Runnable drain) {
        try {
            sinks.report();
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
        Duration look = pace.flush().compareTo(LOOK) < 0 ? pace.flush() : LOOK;
        every(look, () -> {
            try {
                if (System.nanoTime() - last[0] >= pace.flush().toNanos() || isHot()) {
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

    /** As {@link #flush}, again and again until it is done or the worker ends. */
    void flushNow(long upTo) {
        while (true) {
            try {
                flush(upTo);
                return;
            } catch (SupersededException e) {
                throw e;
            } catch (RuntimeException e) {
                log("an epoch waits for the lake: " + e.getMessage(), e);
                if (isStopping(LOOK)) {
                    throw e;
                }
            }
        }
    }

    /** Waits for the end, at most so long. */
    private boolean isStopping(Duration patience) {
        try {
            return stopping.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    long lakeEpoch() {
        return lakeEpoch;
    }

    /** The loop only encodes its state between two epochs; writing and verifying it is this thread's. */
    private void snapshotIfDue(EpochDriver driver) {
        if (engine.views().epoch() - snapshotAt < pace.snapshotEpochs()) {
            return;
        }
        CompletableFuture<Snapshot> taken = new CompletableFuture<>();
        driver.between(() -> {
            driver.settle();
            taken.complete(new Snapshot(ledger.head(), engine.save()));
        });
        try {
            write(taken.get(5, TimeUnit.MINUTES));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log("no snapshot could be taken: " + e.getMessage(), e);
        }
    }

    private void write(Snapshot snapshot) {
        flushing.lock();
        try {
            if (snapshot.epoch() > snapshotAt) {
                snapshots.write(snapshot);
                snapshotAt = snapshot.epoch();
            }
        } finally {
            flushing.unlock();
        }
    }

    /** On the loop's thread, when it has ended. */
    void snapshot() {
        if (ledger.head() > snapshotAt) {
            write(new Snapshot(ledger.head(), engine.save()));
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
