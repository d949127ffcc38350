package dev.freshet.worker.startup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.core.expr.EvaluationContext;
import dev.freshet.core.plan.Plan;
import dev.freshet.ingest.connector.Connectors;
import dev.freshet.ingest.connector.files.FileBounds;
import dev.freshet.ingest.flow.CutRules;
import dev.freshet.ingest.flow.EpochCutter;
import dev.freshet.ingest.flow.SourcePump;
import dev.freshet.lake.JournalFlusher;
import dev.freshet.lake.LakeJournal;
import dev.freshet.lake.LakeSnapshotStore;
import dev.freshet.lake.PipelineCatalog;
import dev.freshet.meta.Collections;
import dev.freshet.meta.LedgerClient;
import dev.freshet.meta.LedgerClient.Beat;
import dev.freshet.meta.PostgresLedger;
import dev.freshet.meta.PostgresMemo;
import dev.freshet.meta.StoredReplies;
import dev.freshet.meta.WorkerDatabase;
import dev.freshet.spi.connect.SourceGapException;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.store.Durability;
import dev.freshet.spi.store.Memo;
import dev.freshet.spi.sys.BootstrapDoor;
import dev.freshet.spi.sys.CrashPoint;
import dev.freshet.spi.sys.Failpoint;
import dev.freshet.spi.sys.WallClock;
import dev.freshet.worker.admit.Admission;
import dev.freshet.worker.admit.CachedMemo;
import dev.freshet.worker.engine.PipelineEngine;
import dev.freshet.worker.engine.PipelineEngine.Answer;
import dev.freshet.worker.engine.StateBudget;
import dev.freshet.worker.loop.Commits;
import dev.freshet.worker.loop.EpochDriver;
import dev.freshet.worker.observe.Tracing;
import dev.freshet.worker.recover.Fork;
import dev.freshet.worker.recover.Recovery;
import dev.freshet.worker.relay.ChangeFeed;
import dev.freshet.worker.relay.SinkRelay;
import dev.freshet.worker.serve.PushDoor;
import dev.freshet.worker.serve.WorkerHttp;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One pipeline's process, put together by hand: recovery, then the epoch loop on the calling thread, and around it the
 * server, the sources' pumps, the sinks' relays and the {@link Upkeep} on threads of their own.
 */
final class Worker implements AutoCloseable {
    private static final long MEMO_CACHE_BYTES = 32L << 20;

    private final Bootstrap boot;
    private final WorkerDatabase database;
    private final LedgerClient ledgerClient;
    private final PostgresLedger ledger;
    private final Functions functions;
    private final Memo memo;
    private final PipelineEngine engine;
    private final PipelineCatalog catalog;
    private final LakeJournal journal;
    private final LakeSnapshotStore snapshots;
    private final Upkeep upkeep;
    private final EpochCutter cutter;
    private final Tracing tracing;
    private final Durability durability;
    private final WorkerHttp http;
    private final Rest rest;
    private final Map<String, SourceStatus> sources = new LinkedHashMap<>();
    private final List<SourcePump> pumps = new ArrayList<>();
    private boolean forked;
    private volatile @Nullable Running running;
    private volatile @Nullable Failure failure;

    /** What exists only once the worker owns the pipeline. */
    private record Running(ChangeFeed feed, EpochDriver driver, LiveState state) {}

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
                plan,
                appendOnly(),
                new EvaluationContext(memo, functions.costly()),
                functions.tables(),
                StateBudget.ofHeap(boot.scratch(), true));
        this.catalog =
                new PipelineCatalog(database, boot.pipeline(), boot.generation(), boot.warehouse(), boot.s3Settings());
        this.journal = new LakeJournal(catalog, schemas(plan));
        this.snapshots = new LakeSnapshotStore(catalog, boot.scratch());
        this.upkeep = new Upkeep(
                boot,
                engine,
                new Upkeep.Stores(
                        ledgerClient,
                        ledger,
                        new JournalFlusher(
                                catalog, Upkeep.Pace.of(boot.upkeep()).maintenanceFlushes()),
                        snapshots));
        JsonNode epoch = boot.spec().path("epoch");
        this.durability = Durability.valueOf(boot.spec().path("durability").asText("BALANCED"));
        this.cutter = new EpochCutter(
                CutRules.of(
                        epoch.path("max_rows").asInt(100_000),
                        epoch.path("max_ms").asLong(durability.defaultMaxMillis())),
                WallClock.SYSTEM);
        String collector = boot.traces();
        this.tracing = collector == null ? Tracing.off() : Tracing.to(collector, boot.pipeline());
        this.http = WorkerHttp.start(boot.token(), BootstrapDoor.listen(System.getenv()));
        this.rest = new Rest(boot.spec().path("idle"), boot.look(), http.visitors());
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
            String connector = entry(sourceOf(t.name())).path("connector").asText("push");
            if (connector.equals("kafka") || connector.equals("datagen") || connector.equals("nexmark")) {
                out.add(t.name());
            }
        }
        return out;
    }

    private Set<String> pushTables() {
        Set<String> out = new LinkedHashSet<>();
        for (Plan.Table t : boot.plan().tables()) {
            if (Connectors.isPushed(entry(sourceOf(t.name())))) {
                out.add(t.name());
            }
        }
        return out;
    }

    private JsonNode entry(String source) {
        return boot.spec().path("sources").path(source);
    }

    /** Nearly always a table's source has its name. */
    private String sourceOf(String table) {
        return boot.spec().path("sources").properties().stream()
                .filter(e -> Connectors.tables(e.getKey(), e.getValue()).contains(table))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(table);
    }

    /** Recovers, takes over, and runs until stopped; throws what made it impossible to go on. */
    void run() throws InterruptedException {
        Recovery recovery = takeOver();
        ChangeFeed feed = new ChangeFeed(journal, ledger.head());
        Connectors connectors = connectors();
        Outlets outlets = new Outlets(new Outlets.Surroundings(boot, database, memo, feed, connectors, tracing));
        EpochDriver driver = new EpochDriver(engine, cutter, commits(), this::committed);
        LiveState state = new LiveState(
                boot, new LiveState.Parts(engine, cutter, driver, journal, feed, outlets, upkeep), sources, this::stop);
        running = new Running(feed, driver, state);
        // A fork has just shown all that it shows.
        var differences = forked ? Map.<String, ColumnBatch>of() : recovery.differences();
        if (!differences.isEmpty()) {
            driver.commitBarrier(differences);
        }
        outlets.relays().forEach(SinkRelay::start);
        Admission admission = new Admission(boot.plan(), cutter, memo, functions.costly());
        startPumps(connectors, admission);
        state.phase("RUNNING");
        http.open(state, doorkeeper(admission), outlets.indexes());
        upkeep.start(driver, state::beat, new SinkReports(ledgerClient, boot.pipeline(), outlets.relays()), this::stop);
        rest.watch(() -> isBusy(admission, state), this::stop);
        driver.run();
        finish(outlets, feed, state);
    }

    private Commits commits() {
        return new Commits(
                ledger, durability == Durability.SYNC ? upkeep::flushNow : null, durability == Durability.PREVIEW);
    }

    /** Whether something that came in is not in every output yet. */
    private boolean isBusy(Admission admission, LiveState state) {
        return !admission.allIdle()
                || cutter.queuedBytes() > 0
                || state.freshnessMillis(Instant.now()) > 0
                || sources.values().stream().anyMatch(SourceStatus::isUnread);
    }

    /** Replays to the head, makes this generation the active one, and replays what came in between. */
    private Recovery takeOver() {
        LedgerClient.LedgerRow row = ledgerClient
                .read(boot.pipeline().uid())
                .orElseThrow(() -> new IllegalArgumentException("the ledger has no pipeline " + boot.pipeline()));
        long mine = ledgerClient.firstEpochOf(boot.pipeline().uid(), boot.version());
        new Collections(database, boot.pipeline()).declare(boot.version(), schemas(boot.plan()));
        Recovery recovery = new Recovery(engine, journal, mine, row.head());
        long snapshotAt = recovery.start(snapshots, row.head());
        Recovery.Kept kept = recovery.kept();
        if (kept != null) {
            System.out.printf(
                    "version %d keeps the state of %d operators at epoch %d; %d were computed again (%d rows)%n",
                    boot.version(), kept.kept(), kept.epoch(), kept.again(), kept.rowsTouched());
        }
        recovery.replayTo(row.head());
        ledger.refresh();
        recovery.replayTo(ledger.head());
        boolean active = ledgerClient.activate(new LedgerClient.Activation(
                boot.pipeline(),
                boot.generation(),
                boot.version(),
                "local",
                ProcessHandle.current().pid(),
                Objects.requireNonNullElse(boot.endpoint(), "http://127.0.0.1:" + http.port())));
        if (!active) {
            throw new Commits.SupersededException(row.generation());
        }
        Failpoint.hit(CrashPoint.C01);
        ledger.refresh();
        recovery.replayTo(ledger.head());
        beginFork(row.since());
        upkeep.recovered(row.lakeEpoch(), snapshotAt);
        return recovery;
    }

    /** A fork's history begins with what its parent held. */
    private void beginFork(long since) {
        LedgerClient.Origin origin = ledgerClient.origin(boot.pipeline().uid()).orElse(null);
        if (origin != null && since < origin.epoch()) {
            PipelineCatalog parent = catalog.sibling(origin.parent(), boot.s3Settings());
            forked = new Fork(origin, catalog, new LakeJournal(parent, schemas(boot.plan()))).begin(engine, ledger);
        }
    }

    private Connectors connectors() {
        return new Connectors(new Connectors.Context(
                boot.pipeline().uid().toString(),
                boot.allowedRoots().isEmpty()
                        ? boot.scratch()
                        : boot.allowedRoots().getFirst(),
                new FileBounds(boot.allowedRoots(), boot.barredPaths()),
                boot.warehouseFolder().resolve("connectors"),
                boot.connections(),
                true));
    }

    private void startPumps(Connectors connectors, Admission admission) {
        for (Plan.Table t : boot.plan().tables()) {
            String name = sourceOf(t.name());
            JsonNode entry = entry(name);
            SourceStatus status = new SourceStatus(entry.path("connector").asText("push"));
            if (sources.putIfAbsent(name, status) == null && !Connectors.isPushed(entry)) {
                pumps.add(SourcePump.start(
                        connectors.source(name, entry, t.schema()),
                        ledger.positions().get(name),
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
                    System.getLogger(Worker.class.getName())
                            .log(System.Logger.Level.WARNING, "source " + source + ": " + cause.getMessage(), cause);
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

            @Override
            public void looked(String source) {
                status.looked();
            }
        };
    }

    private PushDoor.Keeper doorkeeper(Admission admission) {
        PushDoor.Gate gate = intake -> {
            if (cutter.queuedBytes() > Upkeep.FLUSH_BYTES) {
                return false;
            }
            try {
                admission.put(intake);
                return true;
            } catch (IllegalStateException closing) {
                return false;
            }
        };
        return new PushDoor.Keeper(
                pushTables(),
                durability,
                gate,
                new StoredReplies(database, boot.pipeline().tenant()),
                tracing);
    }

    private void committed(EpochDriver.Done done) {
        http.visitors().stir();
        Running r = running;
        if (r != null) {
            r.state().committed();
            r.feed().add(done.step().record(), done.oldestInput());
        }
        boolean strict = boot.spec().path("on_error").path("policy").asText().equals("FAIL");
        for (Answer a : done.step().answers()) {
            SourceStatus status = sources.get(a.intake().source());
            if (status != null) {
                status.count(a.accepted(), a.rejected(), a.intake().bytes());
            }
            if (strict && a.rejected() > 0) {
                fail(new Failure(
                        "BAD_RECORD", "source " + a.intake().source() + " delivered a bad record (on_error FAIL)"));
            }
        }
        for (SourcePump pump : pumps) {
            String position = done.step().record().positions().get(pump.name());
            if (position != null) {
                pump.committed(position);
                Failpoint.hit(CrashPoint.C12);
            }
        }
        trace(done);
    }

    private void trace(EpochDriver.Done done) {
        List<String> traceparents = done.step().answers().stream()
                .map(a -> a.intake().reply().traceparent())
                .filter(Objects::nonNull)
                .toList();
        tracing.epoch(done.step().record().epoch(), traceparents, done.begun(), done.computed(), done.committed());
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

    /** The loop has ended in good order: everything goes to the lake, then the worker says good-bye. */
    private void finish(Outlets outlets, ChangeFeed feed, LiveState state) throws InterruptedException {
        state.phase("STOPPED");
        for (SinkRelay r : outlets.relays()) {
            r.await(ledger.head(), Duration.ofSeconds(3));
        }
        upkeep.flush(Long.MAX_VALUE);
        upkeep.snapshot();
        feed.close();
        outlets.relays().forEach(SinkRelay::close);
        Failure f = failure;
        ledgerClient.heartbeat(boot.pipeline(), boot.generation(), lastBeat(f));
    }

    private Beat lastBeat(@Nullable Failure f) {
        if (f != null) {
            return new Beat("FAILED", f.code(), f.reason(), 0);
        }
        return rest.resting() ? new Beat("STOPPED", Rest.CODE, rest.reason(), 0) : new Beat("STOPPED", null, null, 0);
    }

    /** Begins to stop, in an order that loses nothing: sources, then the loop when it has taken what is queued. */
    void stop() {
        http.visitors().close();
        Thread.ofVirtual().start(() -> {
            pumps.forEach(SourcePump::close);
            cutter.close();
            Running r = running;
            if (r != null) {
                r.driver().stop();
            }
            upkeep.close();
        });
    }

    /** Reports a failure that ended the loop. */
    void report(Failure why) {
        upkeep.report(new Beat("FAILED", why.code(), why.reason(), 0));
    }

    @Override
    public void close() {
        upkeep.close();
        http.close();
        tracing.close();
        functions.close();
        ledger.close();
        database.close();
    }
}
