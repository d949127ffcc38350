package dev.freshet.shell;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.core.expr.EvaluationContext;
import dev.freshet.core.plan.Plan;
import dev.freshet.ingest.connector.Connectors;
import dev.freshet.ingest.connector.files.FileBounds;
import dev.freshet.ingest.flow.CutRules;
import dev.freshet.ingest.flow.EpochCutter;
import dev.freshet.ingest.flow.SourcePump;
import dev.freshet.spi.connect.Sink;
import dev.freshet.spi.connect.Sink.EpochChanges;
import dev.freshet.spi.connect.SourceGapException;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.id.Generation;
import dev.freshet.spi.store.Memo;
import dev.freshet.spi.sys.WallClock;
import dev.freshet.sql.Compiled;
import dev.freshet.worker.admit.Admission;
import dev.freshet.worker.engine.PipelineEngine;
import dev.freshet.worker.engine.StateBudget;
import dev.freshet.worker.loop.EpochDriver;
import dev.freshet.worker.startup.Functions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One pipeline in this process: sources are pumped, epochs computed, and every sink has an epoch before the next one is
 * cut. Ends when all sources are bounded and drained.
 */
final class InProcessRun {
    private final Plan plan;
    private final JsonNode spec;
    private final Connectors connectors;
    private final RunStats stats;
    private final Map<String, List<Sink>> sinks = new LinkedHashMap<>();
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private final Path work;
    private final BadRecords bad = new BadRecords();

    /** {@code work} is a folder for connectors' own files, {@code base} where relative paths start. */
    InProcessRun(Compiled compiled, Path base, Path work, RunStats stats) throws IOException {
        this.plan = compiled.plan();
        this.spec = new ObjectMapper().readTree(compiled.runtimeSpecJson());
        this.stats = stats;
        this.work = work;
        this.connectors = new Connectors(new Connectors.Context("run", base, FileBounds.NONE, work, Map.of(), false));
    }

    /** Null when all went well, else what made the run end early. */
    @Nullable
    String run() throws InterruptedException {
        Memo memo = new MemoryMemo();
        try (Functions functions = new Functions()) {
            PipelineEngine engine = new PipelineEngine(
                    plan,
                    appendOnly(),
                    new EvaluationContext(memo, functions.costly()),
                    functions.tables(),
                    StateBudget.ofHeap(work, false));
            EpochCutter cutter = new EpochCutter(rules(), WallClock.SYSTEM);
            EpochDriver driver = new EpochDriver(
                    engine, cutter, new MemoryLedger(), done -> deliver(done.step(), done.oldestInput()));
            Admission admission = new Admission(plan, cutter, memo, functions.costly());
            openSinks();
            stats.begin();
            List<SourcePump> pumps = pump(admission, cutter, driver);
            driver.run();
            pumps.forEach(SourcePump::close);
            stats.state(engine.stateBytes(), engine.spill());
            stats.bad(bad.finish());
            sinks.values().forEach(list -> list.forEach(Sink::finish));
            return failure.get();
        } finally {
            sinks.values().forEach(list -> list.forEach(Sink::close));
        }
    }

    /** Tables without key whose source never takes anything back: their rows need not be kept. */
    private Set<String> appendOnly() {
        Set<String> out = new HashSet<>();
        spec.path("sources").properties().forEach(e -> {
            JsonNode source = e.getValue();
            boolean appends = switch (source.path("connector").asText()) {
                case "datagen", "nexmark" -> true;
                case "kafka" -> !source.path("format").asText().equals("debezium");
                case "files" ->
                    source.path("mode").asText().equals("STATIC")
                            && !source.path("format").asText().equals("debezium");
                default -> false;
            };
            if (appends) {
                out.addAll(Connectors.tables(e.getKey(), source));
            }
        });
        return out;
    }

    private CutRules rules() {
        JsonNode epoch = spec.path("epoch");
        return CutRules.of(
                epoch.path("max_rows").asInt(100_000), epoch.path("max_ms").asLong(200));
    }

    private void openSinks() {
        spec.path("sinks").properties().forEach(e -> {
            String view = e.getValue().path("view").asText();
            Sink sink =
                    connectors.sink(e.getKey(), e.getValue(), plan.view(view).schema());
            sink.open(new Generation(1));
            sinks.computeIfAbsent(view, _ -> new ArrayList<>()).add(sink);
        });
    }

    /** Starts the sources; when the last one has ended and nothing waits any more the loop is told to finish. */
    private List<SourcePump> pump(Admission admission, EpochCutter cutter, EpochDriver driver) {
        CountDownLatch open = new CountDownLatch(spec.path("sources").size());
        List<SourcePump> pumps = new ArrayList<>();
        spec.path("sources").properties().forEach(e -> {
            Plan.Table first =
                    plan.table(Connectors.tables(e.getKey(), e.getValue()).getFirst());
            pumps.add(SourcePump.start(
                    connectors.source(e.getKey(), e.getValue(), first.schema()),
                    null,
                    admission,
                    listener(open, driver, cutter)));
        });
        Thread.ofVirtual().start(() -> {
            try {
                open.await();
                admission.awaitIdle();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            cutter.close();
            driver.stop();
        });
        return pumps;
    }

    private SourcePump.Listener listener(CountDownLatch open, EpochDriver driver, EpochCutter cutter) {
        return new SourcePump.Listener() {
            @Override
            public void troubled(String source, @Nullable Exception cause) {
                if (cause != null) {
                    end("source " + source + ": " + cause.getMessage());
                }
            }

            @Override
            public void gap(String source, SourceGapException cause) {
                end("source " + source + ": " + cause.getMessage());
            }

            @Override
            public void finished(String source) {
                open.countDown();
            }

            private void end(String why) {
                failure.compareAndSet(null, why);
                cutter.close();
                driver.stop();
            }
        };
    }

    private void deliver(PipelineEngine.Step step, Instant oldest) {
        long rows = 0;
        for (PipelineEngine.Answer a : step.answers()) {
            rows += a.accepted();
        }
        long changes = 0;
        for (Map.Entry<String, ColumnBatch> e : step.record().outputs().entrySet()) {
            changes += e.getValue().size();
            for (Sink sink : sinks.getOrDefault(e.getKey(), List.of())) {
                sink.apply(
                        List.of(new EpochChanges(step.record().epoch(), e.getValue())),
                        step.record().epoch());
            }
        }
        bad.add(step.record().rejected(), step.record().viewRejects());
        stats.epoch(oldest, rows, changes);
    }
}
