package dev.freshet.bench;

import dev.freshet.core.expr.EvaluationContext;
import dev.freshet.core.plan.Plan;
import dev.freshet.ingest.flow.CutRules;
import dev.freshet.ingest.flow.EpochCutter;
import dev.freshet.ingest.format.DecodeOptions;
import dev.freshet.ingest.format.DecodedRows;
import dev.freshet.ingest.format.Decoder;
import dev.freshet.ingest.format.Format;
import dev.freshet.meta.Collections;
import dev.freshet.meta.DatabaseSettings;
import dev.freshet.meta.LedgerClient;
import dev.freshet.meta.Migrations;
import dev.freshet.meta.PostgresLedger;
import dev.freshet.meta.WorkerDatabase;
import dev.freshet.spi.connect.Intake;
import dev.freshet.spi.id.Generation;
import dev.freshet.spi.id.PipelineId;
import dev.freshet.spi.id.TenantId;
import dev.freshet.spi.sys.WallClock;
import dev.freshet.stack.TestPostgres;
import dev.freshet.worker.engine.PipelineEngine;
import dev.freshet.worker.engine.StateBudget;
import dev.freshet.worker.loop.Commits;
import dev.freshet.worker.loop.EpochDriver;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The word count through the epoch loop at full speed, each epoch durable in a real PostgreSQL before it shows (BALANCED),
 * beside the same with epochs that become durable behind (PREVIEW). A thread of its own reads and decodes. The lake is not
 * part of it: its flusher runs beside the loop. A latency is from the beginning of an epoch until it is durable.
 */
final class Durable implements Work {
    private final int rows;

    Durable(int rows) {
        this.rows = rows;
    }

    @Override
    public String name() {
        return "durability";
    }

    @Override
    public List<String> cases() {
        return List.of("wordcount epochs of 1000", "wordcount epochs of 10000", "wordcount epochs of 100000");
    }

    @Override
    public String reference() {
        return "freshet PREVIEW";
    }

    @Override
    public List<Measured> freshet(String one) throws IOException {
        return measure(one, false);
    }

    @Override
    public List<Measured> loop(String one) throws IOException {
        return measure(one, true);
    }

    private List<Measured> measure(String one, boolean behind) throws IOException {
        int perEpoch = Integer.parseInt(one.substring(one.lastIndexOf(' ') + 1));
        try (WorkerDatabase database = database()) {
            Plan plan = Definition.plan(WordCount.SQL);
            PipelineEngine engine =
                    new PipelineEngine(plan, Set.of("words"), EvaluationContext.NONE, Map.of(), StateBudget.UNBOUNDED);
            PostgresLedger ledger = ledger(database, plan);
            EpochCutter cutter =
                    new EpochCutter(new CutRules(perEpoch, 1, 0, Math.max(1 << 20, 64L * perEpoch)), WallClock.SYSTEM);
            Sums sums = new Sums();
            List<Long> latencies = new ArrayList<>();
            EpochDriver driver = new EpochDriver(engine, cutter, new Commits(ledger, null, behind), done -> {
                WordCount.see(done.step().record().outputs().get("counts"), sums);
                latencies.add(Duration.between(done.begun(), done.committed()).toNanos());
            });
            byte[] lines = Words.lines(rows);
            long start = System.nanoTime();
            Thread reader = Thread.ofPlatform().start(() -> read(lines, perEpoch, cutter, driver));
            driver.run();
            double seconds = (System.nanoTime() - start) / 1e9;
            reader.join();
            long[] told = latencies.stream().mapToLong(Long::longValue).toArray();
            ledger.close();
            return List.of(new Measured("", rows, seconds, told, engine.stateBytes(), sums.toString()));
        } catch (SQLException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void read(byte[] lines, int perEpoch, EpochCutter cutter, EpochDriver driver) {
        try {
            Decoder decoder = Format.JSON.decoder(WordCount.WORDS, DecodeOptions.FILE_LINES);
            decoder.start(1);
            int width = lines.length / rows;
            for (int from = 0; from < lines.length; from += perEpoch * width) {
                int to = Math.min(lines.length, from + perEpoch * width);
                DecodedRows decoded = new DecodedRows("words", WordCount.WORDS);
                decoder.decode(lines, from, to, true, decoded);
                cutter.put(new Intake(
                        "words",
                        List.of(decoded.takeRows("words")),
                        List.of(),
                        null,
                        to - from,
                        Instant.now(),
                        Intake.Reply.NONE));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            cutter.close();
            driver.stop();
        }
    }

    private static final String TENANT = "bench";
    private static final UUID PIPELINE = UUID.fromString("00000000-0000-4000-8000-000000000001");

    private static WorkerDatabase database() throws SQLException {
        TestPostgres postgres = TestPostgres.shared();
        String url = postgres.jdbcUrl(postgres.createDatabase());
        Migrations.apply(url, postgres.superuser(), postgres.password());
        String password = UUID.randomUUID().toString();
        try (Connection c = DriverManager.getConnection(url, postgres.superuser(), postgres.password());
                Statement s = c.createStatement()) {
            s.execute("SELECT freshet.create_tenant_login('" + TENANT + "', '" + password + "')");
            s.execute("INSERT INTO freshet.ledger (pipeline_uid, tenant_id, pipeline) VALUES ('" + PIPELINE + "', '"
                    + TENANT + "', 'durability')");
            s.execute("SELECT freshet.reserve('" + PIPELINE + "')");
        }
        return WorkerDatabase.open(new DatabaseSettings(url, "freshet_t_" + TENANT, password));
    }

    private static PostgresLedger ledger(WorkerDatabase database, Plan plan) {
        PipelineId pipeline = new PipelineId(new TenantId(TENANT), "durability", PIPELINE);
        Generation first = new Generation(1);
        new Collections(database, pipeline)
                .declare(
                        1,
                        new Collections.Schemas(
                                Map.of("words", WordCount.WORDS),
                                Map.of("counts", plan.view("counts").schema())));
        PostgresLedger ledger = PostgresLedger.open(new PostgresLedger.Owner(database, pipeline, first, 1));
        new LedgerClient(database)
                .activate(new LedgerClient.Activation(
                        pipeline, first, 1, "bench", ProcessHandle.current().pid(), "http://127.0.0.1:0"));
        ledger.refresh();
        return ledger;
    }
}
