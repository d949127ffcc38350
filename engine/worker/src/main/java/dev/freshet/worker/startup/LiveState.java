package dev.freshet.worker.startup;

import dev.freshet.core.circuit.Circuit;
import dev.freshet.ingest.flow.EpochCutter;
import dev.freshet.lake.LakeJournal;
import dev.freshet.meta.LedgerClient;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.store.Durability;
import dev.freshet.worker.engine.PipelineEngine;
import dev.freshet.worker.loop.EpochDriver;
import dev.freshet.worker.relay.ChangeFeed;
import dev.freshet.worker.relay.SinkRelay;
import dev.freshet.worker.serve.Problem;
import dev.freshet.worker.serve.WorkerState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** How a worker that owns its pipeline is: read by its server and its heartbeat. Thread-safe. */
final class LiveState implements WorkerState {
    private final Bootstrap boot;
    private final Parts parts;
    private final Map<String, SourceStatus> sources;
    private final Runnable stop;
    private final double maxBadShare;
    private final AtomicLong epochs = new AtomicLong();
    private volatile String phase = "REPLAYING";
    private volatile List<Circuit.Stats> operators = List.of();

    /** What the state is read from. */
    record Parts(
            PipelineEngine engine,
            EpochCutter cutter,
            EpochDriver driver,
            LakeJournal journal,
            ChangeFeed feed,
            Outlets outlets,
            Upkeep upkeep) {}

    LiveState(Bootstrap boot, Parts parts, Map<String, SourceStatus> sources, Runnable stop) {
        this.boot = boot;
        this.parts = parts;
        this.sources = sources;
        this.stop = stop;
        this.maxBadShare = boot.spec().path("on_error").path("max_rate").asDouble(0.01);
    }

    void phase(String now) {
        phase = now;
    }

    void committed() {
        epochs.incrementAndGet();
    }

    /** What the heartbeat tells the ledger. */
    LedgerClient.Beat beat() {
        String code = reasonCode();
        return code.isEmpty()
                ? new LedgerClient.Beat("RUNNING", null, null, freshnessMillis(Instant.now()))
                : new LedgerClient.Beat("DEGRADED", code, reason(), freshnessMillis(Instant.now()));
    }

    @Override
    public boolean isDurable() {
        return !boot.spec().path("durability").asText().equals(Durability.PREVIEW.name());
    }

    @Override
    public PipelineEngine engine() {
        return parts.engine();
    }

    @Override
    public @Nullable ColumnBatch rowsAt(String view, long epoch) {
        LakeJournal journal = parts.journal();
        if (epoch < journal.since()) {
            return null;
        }
        if (epoch > parts.feed().head()) {
            settled();
        }
        List<ColumnBatch> pieces = new ArrayList<>();
        pieces.add(ColumnBatch.empty(engine().plan().view(view).schema()));
        journal.fold(view, epoch, pieces::add);
        // Merged meanwhile: what was read may mix both sides.
        return epoch < journal.since() ? null : ColumnBatch.concat(pieces);
    }

    @Override
    public ChangeFeed feed() {
        return parts.feed();
    }

    @Override
    public List<SinkRelay> relays() {
        return parts.outlets().relays();
    }

    @Override
    public Snapshot snapshot(Set<String> relations) throws InterruptedException {
        CompletableFuture<Snapshot> taken = new CompletableFuture<>();
        parts.driver().between(() -> {
            try {
                taken.complete(snapshotNow(relations));
            } catch (RuntimeException e) {
                taken.completeExceptionally(e);
            }
        });
        try {
            return taken.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new Problem(504, "query_timeout", "The running epoch did not end within 30 s.", true, Map.of());
        }
    }

    private Snapshot snapshotNow(Set<String> relations) {
        Map<String, ColumnBatch> rows = new LinkedHashMap<>();
        Set<String> missing = new LinkedHashSet<>();
        for (String name : relations) {
            @Nullable ColumnBatch found = engine().rows(name);
            if (found == null) {
                missing.add(name);
            } else {
                rows.put(name, found);
            }
        }
        return new Snapshot(engine().views().epoch(), rows, missing);
    }

    /** Measured when asked: it costs what the state weighs, which no epoch should pay. */
    @Override
    public List<Circuit.Stats> operators() {
        CompletableFuture<List<Circuit.Stats>> measured = new CompletableFuture<>();
        parts.driver().between(() -> measured.complete(parts.engine().stats()));
        List<Circuit.Stats> now =
                measured.completeOnTimeout(operators, 1, TimeUnit.SECONDS).join();
        operators = now;
        return now;
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
        if (sources.values().stream().anyMatch(s -> s.badShare() > maxBadShare)) {
            return "BAD_RECORDS";
        }
        return relays().stream().anyMatch(r -> r.trouble() != null) ? "SINK" : "";
    }

    @Override
    public String reason() {
        StringBuilder out = new StringBuilder();
        sources.forEach((name, s) -> {
            if (s.badShare() > maxBadShare) {
                out.append("source ").append(name).append(" delivers too many bad records; ");
            }
        });
        for (SinkRelay relay : relays()) {
            @Nullable String trouble = relay.trouble();
            if (trouble != null) {
                out.append("sink %s: %s; ".formatted(relay.name(), trouble));
            }
        }
        return out.toString();
    }

    @Override
    public long lakeEpoch() {
        return parts.upkeep().lakeEpoch();
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
        return parts.cutter().queuedBytes();
    }

    @Override
    public Map<String, Double> counters() {
        Metrics m = new Metrics(boot.pipeline());
        m.plain("epoch", engine().views().epoch());
        m.plain("lake_epoch", lakeEpoch());
        m.plain("epochs_committed_total", epochs.get());
        m.plain(
                "state_bytes",
                operators().stream().mapToLong(Circuit.Stats::stateBytes).sum());
        PipelineEngine.Spill spill = engine().spill();
        m.plain("state_filed_bytes", spill.filedBytes());
        m.plain("state_pages_read_total", spill.pagesRead());
        m.plain("state_pages_written_total", spill.pagesWritten());
        m.plain("queued_bytes", queuedBytes());
        m.plain("freshness_ms", freshnessMillis(Instant.now()));
        sources.forEach((name, s) -> {
            m.labelled("rows_accepted_total", "source", name, s.rows());
            m.labelled("rows_rejected_total", "source", name, s.badRows());
        });
        parts.outlets().counters().forEach((name, c) -> {
            m.labelled("embeddings_computed_total", "index", name, c.computed());
            m.labelled("embeddings_reused_total", "index", name, c.reused());
        });
        return m.values();
    }

    @Override
    public long[] checkpoint() {
        long head = settled();
        parts.upkeep().flush(head);
        return new long[] {head, lakeEpoch()};
    }

    /** The last epoch that is shown, once it is durable. */
    private long settled() {
        CompletableFuture<Long> settled = new CompletableFuture<>();
        parts.driver().between(() -> {
            parts.driver().settle();
            settled.complete(engine().views().epoch());
        });
        try {
            return settled.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            throw new Problem(
                    504, "not_durable_yet", "What is shown did not become durable within 30 s.", true, Map.of());
        }
    }

    @Override
    public void stop() {
        stop.run();
    }
}
