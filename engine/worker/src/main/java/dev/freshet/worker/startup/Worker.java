package dev.freshet.worker.startup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.core.circuit.Circuit;
import dev.freshet.core.expr.EvaluationContext;
import dev.freshet.core.plan.Plan;
import dev.freshet.ingest.connector.Connectors;
import dev.freshet.ingest.flow.CutRules;
import dev.freshet.ingest.flow.EpochCutter;
import dev.freshet.ingest.flow.SourcePump;
import dev.freshet.lake.JournalFlusher;
import dev.freshet.lake.LakeJournal;
import dev.freshet.lake.LakeSnapshotStore;
import dev.freshet.lake.PipelineCatalog;
import dev.freshet.meta.Collections;
import dev.freshet.meta.LedgerClient;
import dev.freshet.meta.PostgresLedger;
import dev.freshet.meta.PostgresMemo;
import dev.freshet.meta.StoredReplies;
import dev.freshet.meta.WorkerDatabase;
import dev.freshet.spi.connect.SourceGapException;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.store.CommitOutcome;
import dev.freshet.spi.store.Memo;
import dev.freshet.spi.store.SnapshotStore.Snapshot;
import dev.freshet.spi.sys.WallClock;
import dev.freshet.worker.admit.Admission;
import dev.freshet.worker.admit.CachedMemo;
import dev.freshet.worker.engine.PipelineEngine;
import dev.freshet.worker.engine.PipelineEngine.Answer;
import dev.freshet.worker.engine.PipelineEngine.Step;
import dev.freshet.worker.loop.EpochDriver;
import dev.freshet.worker.recover.Recovery;
import dev.freshet.worker.relay.ChangeFeed;
import dev.freshet.worker.relay.SinkRelay;
import dev.freshet.worker.serve.WorkerHttp;
import dev.freshet.worker.serve.WorkerState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One pipeline's process, put together by hand: recovery, then the epoch loop on the calling thread, and around it the
 * server, the sources' pumps, the sinks' relays, the heartbeat and the flusher on threads of their own.
 */
final class Worker implements WorkerState, AutoCloseable {
    private static final long MEMO_CACHE_BYTES = 32L << 20;
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    private static final Duration FLUSH_EVERY = Duration.ofSeconds(30);
    private static final long FLUSH_BYTES = 64L << 20;
    private static final long SNAPSHOT_EPOCHS = 500;

    private final Bootstrap boot;
    private final WorkerDatabase database;
    private final LedgerClient ledgerClient;
    private final PostgresLedger ledger;
    private final Functions functions;
    private final Memo memo;
    private final PipelineEngine engine;
    private final LakeJournal journal;
    private final JournalFlusher flusher;
    private final LakeSnapshotStore snapshots;
    private final EpochCutter cutter;
    private final WorkerHttp http;
    private final Map<String, SourceStatus> sources = new LinkedHashMap<>();
    private final List<SourcePump> pumps = new ArrayList<>();
    private final ReentrantLock flushing = new ReentrantLock();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable Running running;
    private volatile @Nullable Failure failure;
    private volatile String phase = "REPLAYING";
    private volatile long lakeEpoch;
    private volatile List<Circuit.Stats> operators = List.of();
    private volatile long epochs;
    private long snapshotAt;

    /** What exists only once the worker owns the pipeline. */
    private record Running(ChangeFeed feed, Outlets outlets, EpochDriver driver) {}

    /** Why the worker ends although nobody asked it to; {@code code} is a reason code of the API. */
    record Failure(String code, String reason) {}

    Worker(Bootstrap boot) throws IOException {
        this.boot = boot;
        this.database = WorkerDatabase.open(boot.database());
        this.ledgerClient = new LedgerClient(database);
        this.ledger = PostgresLedger.open(
                new PostgresLedger.Owner(database, boot.pipeline(), boot.generation(), boot.version()));
        this.functions = new Functions();
        this.memo = new CachedMemo(new PostgresMemo(database, boot.pipeline().tenant()), MEMO_CACHE_BYTES);
        Plan plan = boot.plan();
        this.engine = new PipelineEngine(
                plan, appendOnly(), new EvaluationContext(memo, functions.costly()), functions.tables());
        PipelineCatalog catalog = new PipelineCatalog(database, boot.pipeline(), boot.generation(), boot.warehouse());
        this.journal = new LakeJournal(catalog, schemas(plan));
        this.flusher = new JournalFlusher(catalog);
        this.snapshots = new LakeSnapshotStore(catalog);
        JsonNode epoch = boot.spec().path("epoch");
        this.cutter = new EpochCutter(
                CutRules.of(
                        epoch.path("max_rows").asInt(100_000),
                        epoch.path("max_ms").asLong(200)),
                WallClock.SYSTEM);
        this.http = WorkerHttp.start(boot.token());
    }

    private static Collections.Schemas schemas(Plan plan) {
        Map<String, Schema> inputs = new LinkedHashMap<>();
        plan.tables().forEach(t -> inputs.put(t.name(), t.schema()));
        Map<String, Schema> outputs = new LinkedHashMap<>();
        plan.views().stream().filter(v -> !v.local()).forEach(v -> outputs.put(v.name(), v.schema()));
        return new Collections.Schemas(inputs, outputs);
    }

    /** Tables without key whose source never takes anything back. */
    private Set<String> appendOnly() {
        Set<String> out = new LinkedHashSet<>();
        for (Plan.Table t : boot.plan().tables()) {
            String connector =
                    boot.spec().path("sources").path(t.name()).path("connector").asText("push");
            if (connector.equals("kafka") || connector.equals("datagen") || connector.equals("nexmark")) {
                out.add(t.name());
            }
        }
        return out;
    }

    private Set<String> pushTables() {
        Set<String> out = new LinkedHashSet<>();
        for (Plan.Table t : boot.plan().tables()) {
            if (Connectors.isPushed(boot.spec().path("sources").path(t.name()))) {
                out.add(t.name());
            }
        }
        return out;
    }

    /** Recovers, takes over, and runs until stopped; throws what made it impossible to go on. */
    void run() throws InterruptedException {
        Recovery recovery = takeOver();
        ChangeFeed feed = new ChangeFeed(journal, ledger.head());
        Connectors connectors = connectors();
        Outlets outlets = new Outlets(new Outlets.Surroundings(boot, database, memo, feed, connectors));
        EpochDriver driver = new EpochDriver(engine, cutter, ledger, this::committed);
        running = new Running(feed, outlets, driver);
        commitDifferences(recovery, driver);
        operators = engine.stats();
        outlets.relays().forEach(SinkRelay::start);
        Admission admission = new Admission(boot.plan(), cutter, memo, functions.costly());
        startPumps(connectors, admission);
        phase = "RUNNING";
        http.open(
                this,
                pushTables(),
                pushGate(admission),
                new StoredReplies(database, boot.pipeline().tenant()),
                outlets.indexes());
        Thread.ofVirtual().name("heartbeat").start(this::heartbeats);
        Thread.ofVirtual().name("flusher").start(this::flushes);
        driver.run();
        finish(outlets, feed);
    }

    /** Replays to the head, makes this generation the active one, and replays what came in between. */
    private Recovery takeOver() {
        LedgerClient.LedgerRow row = ledgerClient
                .read(boot.pipeline().uid())
                .orElseThrow(() -> new IllegalArgumentException("the ledger has no pipeline " + boot.pipeline()));
        long mine = ledgerClient.firstEpochOf(boot.pipeline().uid(), boot.version());
        new Collections(database, boot.pipeline()).declare(boot.version(), schemas(boot.plan()));
        Recovery recovery = new Recovery(engine, journal, mine, row.head());
        snapshotAt = recovery.start(snapshots, row.head());
        recovery.replayTo(row.head());
        ledger.refresh();
        recovery.replayTo(ledger.head());
        boolean active = ledgerClient.activate(new LedgerClient.Activation(
                boot.pipeline(),
                boot.generation(),
                boot.version(),
                "local",
                ProcessHandle.current().pid(),
                "http://127.0.0.1:" + http.port()));
        if (!active) {
            throw new EpochDriver.SupersededException(row.generation());
        }
        ledger.refresh();
        recovery.replayTo(ledger.head());
        lakeEpoch = row.lakeEpoch();
        return recovery;
    }

    private void commitDifferences(Recovery recovery, EpochDriver driver) {
        var differences = recovery.differences();
        if (!differences.isEmpty()) {
            driver.commitBarrier(differences);
        }
    }

    private Connectors connectors() {
        return new Connectors(new Connectors.Context(
                boot.pipeline().uid().toString(),
                boot.allowedRoots().isEmpty()
                        ? boot.scratch()
                        : boot.allowedRoots().getFirst(),
                boot.allowedRoots(),
                boot.warehouseFolder().resolve("connectors"),
                boot.connections(),
                true));
    }

    private void startPumps(Connectors connectors, Admission admission) {
        for (Plan.Table t : boot.plan().tables()) {
            JsonNode entry = boot.spec().path("sources").path(t.name());
            SourceStatus status = new SourceStatus(entry.path("connector").asText("push"));
            sources.put(t.name(), status);
            if (!Connectors.isPushed(entry)) {
                pumps.add(SourcePump.start(
                        connectors.source(t.name(), entry, t.schema()),
                        ledger.positions().get(t.name()),
                        admission,
                        listener(status)));
            }
        }
    }

    private SourcePump.Listener listener(SourceStatus status) {
        return new SourcePump.Listener() {
            @Override
            public void troubled(String source, @Nullable Exception cause) {
                status.state(cause == null ? "RUNNING" : "TROUBLED", cause == null ? null : cause.getMessage());
                if (cause != null) {
                    log("source " + source + ": " + cause.getMessage(), cause);
                }
            }

            @Override
            public void gap(String source, SourceGapException cause) {
                status.state("GAP", cause.getMessage());
                fail(new Failure("SOURCE_GAP", "source " + source + ": " + cause.getMessage()));
            }

            @Override
            public void finished(String source) {
                status.state("FINISHED", null);
            }
        };
    }

    private dev.freshet.worker.serve.PushDoor.Gate pushGate(Admission admission) {
        return intake -> {
            if (cutter.queuedBytes() > FLUSH_BYTES) {
                return false;
            }
            admission.put(intake);
            return true;
        };
    }

    private void committed(Step step, Instant oldest, CommitOutcome.Committed outcome) {
        epochs++;
        for (Answer a : step.answers()) {
            SourceStatus status = sources.get(a.intake().source());
            if (status != null) {
                status.count(a.accepted(), a.rejected(), a.intake().bytes());
            }
            if (a.rejected() > 0
                    && boot.spec().path("on_error").path("policy").asText().equals("FAIL")) {
                fail(new Failure(
                        "BAD_RECORD", "source " + a.intake().source() + " delivered a bad record (on_error FAIL)"));
            }
        }
        Running r = running;
        if (r != null) {
            r.feed().add(step.record(), oldest);
        }
        for (SourcePump pump : pumps) {
            String position = step.record().positions().get(pump.name());
            if (position != null) {
                pump.committed(position);
            }
        }
    }

    private void fail(Failure why) {
        if (failure == null) {
            failure = why;
        }
        stop();
    }

    @Nullable
    Failure failure() {
        return failure;
    }

    private void heartbeats() {
        try {
            while (!stopping.await(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS)) {
                beat();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void beat() {
        try {
            String code = reasonCode();
            LedgerClient.Beat beat = new LedgerClient.Beat(
                    code.isEmpty() ? "RUNNING" : "DEGRADED",
                    code.isEmpty() ? null : code,
                    code.isEmpty() ? null : reason(),
                    freshnessMillis(Instant.now()));
            switch (ledgerClient.heartbeat(boot.pipeline(), boot.generation(), beat)) {
                case GO_ON -> {}
                case DRAIN -> stop();
                case SUPERSEDED -> WorkerMain.halt(WorkerMain.SUPERSEDED, "a later generation is active");
            }
        } catch (RuntimeException e) {
            log("heartbeat failed: " + e.getMessage(), e);
        }
    }

    private void flushes() {
        long last = System.nanoTime();
        try {
            while (!stopping.await(1, TimeUnit.SECONDS)) {
                boolean due = System.nanoTime() - last > FLUSH_EVERY.toNanos();
                if (due
                        || ledgerClient
                                .read(boot.pipeline().uid())
                                .map(r -> r.hotBytes() > FLUSH_BYTES)
                                .orElse(false)) {
                    flush(Long.MAX_VALUE);
                    last = System.nanoTime();
                    snapshotIfDue();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (dev.freshet.lake.SupersededException e) {
            WorkerMain.halt(WorkerMain.SUPERSEDED, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            log("the flusher failed and tries again: " + e.getMessage(), e);
            Thread.ofVirtual().name("flusher").start(this::flushes);
        }
    }

    private void flush(long upTo) {
        flushing.lock();
        try {
            lakeEpoch = flusher.flushTo(upTo);
        } finally {
            flushing.unlock();
        }
    }

    private void snapshotIfDue() {
        Running r = running;
        if (r != null && engine.views().epoch() - snapshotAt >= SNAPSHOT_EPOCHS) {
            r.driver().between(this::snapshot);
        }
    }

    /** On the loop's thread. */
    private void snapshot() {
        long epoch = ledger.head();
        if (epoch > snapshotAt) {
            snapshots.write(new Snapshot(epoch, engine.save()));
            snapshotAt = epoch;
        }
    }

    /** The loop has ended in good order: everything goes to the lake, then the worker says good-bye. */
    private void finish(Outlets outlets, ChangeFeed feed) throws InterruptedException {
        phase = "STOPPED";
        for (SinkRelay r : outlets.relays()) {
            r.await(ledger.head(), Duration.ofSeconds(3));
        }
        flush(Long.MAX_VALUE);
        snapshot();
        feed.close();
        outlets.relays().forEach(SinkRelay::close);
        Failure f = failure;
        ledgerClient.heartbeat(
                boot.pipeline(),
                boot.generation(),
                f == null
                        ? new LedgerClient.Beat("STOPPED", null, null, 0)
                        : new LedgerClient.Beat("FAILED", f.code(), f.reason(), 0));
    }

    @Override
    public void stop() {
        Thread.ofVirtual().start(() -> {
            pumps.forEach(SourcePump::close);
            cutter.close();
            Running r = running;
            if (r != null) {
                r.driver().stop();
            }
            stopping.countDown();
        });
    }

    @Override
    public long[] checkpoint() throws InterruptedException {
        long head = ledger.head();
        flush(head);
        return new long[] {head, lakeEpoch};
    }

    /** Reports a failure that ended the loop. */
    void report(Failure why) {
        try {
            ledgerClient.heartbeat(
                    boot.pipeline(), boot.generation(), new LedgerClient.Beat("FAILED", why.code(), why.reason(), 0));
        } catch (RuntimeException e) {
            log("could not report: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        stopping.countDown();
        http.close();
        functions.close();
        ledger.close();
        database.close();
    }

    private static void log(String what, Exception cause) {
        System.getLogger(Worker.class.getName()).log(System.Logger.Level.WARNING, what, cause);
    }

    @Override
    public PipelineEngine engine() {
        return engine;
    }

    @Override
    public ChangeFeed feed() {
        Running r = running;
        if (r == null) {
            throw new IllegalStateException("the worker is not up yet");
        }
        return r.feed();
    }

    @Override
    public List<SinkRelay> relays() {
        Running r = running;
        return r == null ? List.of() : r.outlets().relays();
    }

    @Override
    public List<Circuit.Stats> operators() {
        Running r = running;
        if (r != null) {
            // Asked for, not kept: measuring the state costs what the state weighs, which no epoch should pay.
            CompletableFuture<List<Circuit.Stats>> measured = new CompletableFuture<>();
            r.driver().between(() -> measured.complete(engine.stats()));
            operators =
                    measured.completeOnTimeout(operators, 1, TimeUnit.SECONDS).join();
        }
        return operators;
    }

    @Override
    public Map<String, Map<String, Object>> sources() {
        Map<String, Map<String, Object>> out = new LinkedHashMap<>();
        sources.forEach((name, s) -> out.put(name, s.describe()));
        return out;
    }

    @Override
    public String state() {
        return phase.equals("RUNNING") && !reasonCode().isEmpty() ? "DEGRADED" : phase;
    }

    @Override
    public String reasonCode() {
        double max = boot.spec().path("on_error").path("max_rate").asDouble(0.01);
        if (sources.values().stream().anyMatch(s -> s.badShare() > max)) {
            return "BAD_RECORDS";
        }
        return relays().stream().anyMatch(r -> r.trouble() != null) ? "SINK" : "";
    }

    @Override
    public String reason() {
        StringBuilder out = new StringBuilder();
        double max = boot.spec().path("on_error").path("max_rate").asDouble(0.01);
        sources.forEach((name, s) -> {
            if (s.badShare() > max) {
                out.append("source ").append(name).append(" delivers too many bad records; ");
            }
        });
        relays().forEach(r -> {
            if (r.trouble() != null) {
                out.append("sink ")
                        .append(r.name())
                        .append(": ")
                        .append(r.trouble())
                        .append("; ");
            }
        });
        return out.toString();
    }

    @Override
    public long lakeEpoch() {
        return lakeEpoch;
    }

    @Override
    public int version() {
        return boot.version();
    }

    @Override
    public long generation() {
        return boot.generation().number();
    }

    @Override
    public long freshnessMillis(Instant now) {
        long worst = 0;
        for (SinkRelay r : relays()) {
            worst = Math.max(worst, r.staleness(now).toMillis());
        }
        return worst;
    }

    @Override
    public long queuedBytes() {
        return cutter.queuedBytes();
    }

    @Override
    public Map<String, Double> counters() {
        Metrics m = new Metrics(boot.pipeline());
        m.plain("epoch", engine.views().epoch());
        m.plain("lake_epoch", lakeEpoch);
        m.plain("epochs_committed_total", epochs);
        m.plain(
                "state_bytes",
                operators().stream().mapToLong(Circuit.Stats::stateBytes).sum());
        m.plain("queued_bytes", queuedBytes());
        m.plain("freshness_ms", freshnessMillis(Instant.now()));
        sources.forEach((name, s) -> {
            m.labelled("rows_accepted_total", "source", name, s.rows());
            m.labelled("rows_rejected_total", "source", name, s.badRows());
        });
        Running r = running;
        if (r != null) {
            r.outlets().counters().forEach((name, c) -> {
                m.labelled("embeddings_computed_total", "index", name, c.computed());
                m.labelled("embeddings_reused_total", "index", name, c.reused());
            });
        }
        return m.values();
    }
}
