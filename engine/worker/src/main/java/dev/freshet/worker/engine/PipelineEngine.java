package dev.freshet.worker.engine;

import dev.freshet.core.build.CircuitBuilder;
import dev.freshet.core.circuit.Circuit;
import dev.freshet.core.circuit.Clocks;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.core.expr.EvaluationContext;
import dev.freshet.core.input.TableInput;
import dev.freshet.core.plan.OrderedQuery;
import dev.freshet.core.plan.Plan;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.core.plan.StructuralHash;
import dev.freshet.core.plan.format.RecordJson;
import dev.freshet.core.read.OneShot;
import dev.freshet.core.read.OrderedRows;
import dev.freshet.core.trace.HashTrace;
import dev.freshet.core.trace.StateMemory;
import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.spi.connect.InputRows;
import dev.freshet.spi.connect.Intake;
import dev.freshet.spi.connect.Intake.StoredReply;
import dev.freshet.spi.connect.Rejected;
import dev.freshet.spi.data.ByteString;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.function.TableFunction;
import dev.freshet.spi.store.EpochRecord;
import dev.freshet.spi.store.PartFile;
import dev.freshet.spi.store.ViewReject;
import dev.freshet.spi.sys.WallClock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One pipeline version in memory. The same intakes give the same records, whoever drives it: a worker, a run in one process
 * or a test. {@link #step}, {@link #replay}, {@link #save} and {@link #load} belong to one owner thread; {@link #views} may
 * be read by any.
 */
public final class PipelineEngine {
    /** Name of the epoch's time among its ticks, µs since 1970. */
    private static final String NOW = "now";

    private static final long ROWS_PER_FIT = 100_000;

    private final Plan plan;
    private final Circuit circuit;
    private final Map<String, TableInput> tables = new LinkedHashMap<>();
    private final Views views;
    private final Set<String> appendOnly;
    private final EvaluationContext context;
    private final Map<String, TableFunction> functions;
    private final StateBudget budget;
    private final StateMemory memory;
    private final StateMemory viewMemory;
    private long touchedSinceFit;
    private boolean told;

    /**
     * @param appendOnly tables without key that get no deletes
     * @param functions pure table functions by name
     */
    public PipelineEngine(
            Plan plan,
            Set<String> appendOnly,
            EvaluationContext context,
            Map<String, TableFunction> functions,
            StateBudget budget) {
        this.plan = plan;
        this.budget = budget;
        this.memory = budget.forState();
        this.viewMemory = budget.forViews();
        this.appendOnly = Set.copyOf(appendOnly);
        this.context = context;
        this.functions = functions;
        this.circuit = memory.scope(() -> CircuitBuilder.build(plan, context, functions));
        for (Plan.Table t : plan.tables()) {
            tables.put(t.name(), memory.scope(() -> new TableInput(t, appendOnly.contains(t.name()))));
        }
        this.views = viewMemory.scope(() -> new Views(budget.serving() ? plan.views() : List.of()));
    }

    /** What one intake came to. */
    public record Answer(Intake intake, long accepted, long rejected) {}

    /** An epoch that is computed but not yet durable. */
    public record Step(EpochRecord record, List<Answer> answers) {}

    public Plan plan() {
        return plan;
    }

    public Views views() {
        return views;
    }

    public @Nullable TableInput table(String name) {
        return tables.get(name);
    }

    /**
     * All rows of a table or readable view; null when there is none of that name, or when the table only grows and its rows
     * are not kept. For the owner thread.
     */
    public @Nullable ColumnBatch rows(String relation) {
        TableInput table = tables.get(relation);
        if (table == null) {
            return views.view(relation) == null ? null : views.content(relation).rows();
        }
        HashTrace rows = table.rows();
        return rows == null ? null : rows.scan(Math.max(1, rows.size())).next();
    }

    /** A query's answer over given rows; throws RowException when a row cannot be computed. Any thread. */
    public OrderedRows read(OrderedQuery query, Map<String, ColumnBatch> rows) {
        return OneShot.run(query, rows, context, functions);
    }

    public List<Circuit.Stats> stats() {
        return circuit.stats();
    }

    public long stateBytes() {
        return heldBytes() + views.bytes();
    }

    private long heldBytes() {
        long n = circuit.stateBytes();
        for (TableInput t : tables.values()) {
            n += t.stateBytes();
        }
        return n;
    }

    /**
     * What of the state is not in memory.
     *
     * @param filedBytes what is in files only
     * @param pagesRead pages that came back from there so far
     * @param pagesWritten pages that went there so far
     */
    public record Spill(long filedBytes, long pagesRead, long pagesWritten) {
        public static final Spill NONE = new Spill(0, 0, 0);
    }

    /** Any thread; to other than the owner's the figures may be a little old. */
    public Spill spill() {
        return new Spill(
                memory.filedBytes() + viewMemory.filedBytes(),
                memory.reads() + viewMemory.reads(),
                memory.writes() + viewMemory.writes());
    }

    /** What operators hold beside pages leaves less for these; measured now and then, because it costs a walk. */
    private void fit() {
        if (!memory.isBounded()) {
            return;
        }
        touchedSinceFit += circuit.touched();
        if (touchedSinceFit >= ROWS_PER_FIT) {
            touchedSinceFit = 0;
            long beside = heldBytes() - memory.residentBytes() - memory.filedBytes();
            memory.limit(Math.max(0, budget.state() - beside));
            tell();
        }
    }

    private void tell() {
        if (!told && memory.writes() > 0) {
            told = true;
            System.getLogger(PipelineEngine.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "the state has outgrown its share of the memory, {0} MiB: the rest lies in a file, which is"
                                    + " slower; give the pipeline more memory to keep it at hand",
                            budget.state() >> 20);
        }
    }

    /** Computes the next epoch from whole intakes; nothing is visible before {@link #publish}. */
    public Step step(long epoch, List<Intake> intakes) {
        List<Answer> answers = new ArrayList<>(intakes.size());
        List<Rejected> rejected = new ArrayList<>();
        Map<String, String> positions = new LinkedHashMap<>();
        for (Intake intake : intakes) {
            answers.add(take(intake, rejected));
            String position = intake.position();
            if (position != null) {
                positions.put(intake.source(), position);
            }
        }
        Map<String, ColumnBatch> inputs = new LinkedHashMap<>();
        tables.forEach((name, table) -> {
            ColumnBatch change = table.take();
            if (!change.isEmpty()) {
                inputs.put(name, change);
            }
        });
        Map<String, Long> ticks = circuit.readsClock() ? Map.of(NOW, micros()) : Map.of();
        Circuit.Result result = circuit.step(inputs, ticks.getOrDefault(NOW, Clocks.UNSET));
        fit();
        EpochRecord record = new EpochRecord(
                epoch,
                positions,
                inputs,
                result.outputs(),
                result.viewRejects(),
                rejected,
                replies(epoch, answers),
                Fingerprint.of(result.outputs()),
                ticks);
        return new Step(record, answers);
    }

    /** Whether views change now although there is no input: rows that NOW() lets in or out. */
    public boolean isDue() {
        return circuit.nextDue() <= micros();
    }

    private static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, WallClock.SYSTEM.now());
    }

    private Answer take(Intake intake, List<Rejected> rejected) {
        long refusedRows = 0;
        for (InputRows rows : intake.rows()) {
            TableInput table = tables.get(rows.table());
            if (table == null) {
                throw new IllegalStateException("source " + intake.source() + " feeds unknown table " + rows.table());
            }
            for (TableInput.Refusal refusal : table.add(rows)) {
                refusedRows++;
                rejected.add(refused(intake, table, rows, refusal));
            }
        }
        rejected.addAll(intake.rejected());
        long bad = intake.rejected().size() + refusedRows;
        return new Answer(intake, intake.rowCount() - refusedRows, bad);
    }

    private static Rejected refused(Intake intake, TableInput table, InputRows rows, TableInput.Refusal refusal) {
        String json = Rejects.json(table.schema(), rows.rows(), refusal.row());
        return new Rejected(
                intake.source(),
                refusal.code(),
                refusal.detail(),
                Map.of("row", Integer.toString(refusal.row() + 1)),
                new ByteString(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<StoredReply> replies(long epoch, List<Answer> answers) {
        List<StoredReply> out = new ArrayList<>();
        for (Answer a : answers) {
            StoredReply reply = a.intake().reply().stored(epoch, a.accepted(), a.rejected());
            if (reply != null) {
                out.add(reply);
            }
        }
        return out;
    }

    /** Computes an epoch from net changes of tables as a journal holds them; nothing is visible before {@link #publish}. */
    public EpochRecord seed(long epoch, Map<String, ColumnBatch> inputs) {
        inputs.forEach((name, change) -> {
            TableInput table = tables.get(name);
            if (table != null) {
                table.replay(change);
            }
        });
        Circuit.Result result = circuit.step(inputs);
        return new EpochRecord(
                epoch,
                Map.of(),
                inputs,
                result.outputs(),
                result.viewRejects(),
                List.of(),
                List.of(),
                Fingerprint.of(result.outputs()),
                Map.of());
    }

    /** An epoch without input, whose outputs the views show already. */
    public EpochRecord barrier(long epoch, Map<String, ColumnBatch> outputs) {
        return new EpochRecord(
                epoch,
                Map.of(),
                Map.of(),
                outputs,
                ColumnBatch.empty(ViewReject.SCHEMA),
                List.of(),
                List.of(),
                Fingerprint.of(Map.of()),
                Map.of());
    }

    /** A barrier is durable. */
    public void passed(long epoch) {
        views.startAt(epoch);
    }

    /** The epoch is durable: readers may see it. */
    public void publish(EpochRecord record) {
        views.publish(record.epoch(), record.outputs());
    }

    /**
     * Applies a journaled epoch and publishes what this version makes of it. Returns that, with its fingerprint, for
     * comparison with what was committed then.
     */
    public Replayed replay(EpochRecord record) {
        record.inputs().forEach((name, change) -> {
            TableInput table = tables.get(name);
            if (table != null) {
                table.replay(change);
            }
        });
        Circuit.Result result = circuit.step(record.inputs(), record.ticks().getOrDefault(NOW, Clocks.UNSET));
        fit();
        views.publish(record.epoch(), result.outputs());
        return new Replayed(result.outputs(), Fingerprint.of(result.outputs()));
    }

    public record Replayed(Map<String, ColumnBatch> outputs, String fingerprint) {}

    /** Everything that {@link #load} needs, by stable ids; where memory is bounded it lies in a file. */
    public Map<String, List<byte[]>> save() {
        PartFile file = memory.isBounded() ? PartFile.in(budget.folder()) : null;
        Map<String, List<byte[]>> out = new LinkedHashMap<>(circuit.save(file));
        tables.forEach((name, table) -> {
            StateWriter writer = new StateWriter(file);
            table.save(writer);
            out.put(id(table.table()), writer.parts());
        });
        for (String name : views.names()) {
            StateWriter writer = new StateWriter(file);
            views.require(name).save(writer);
            out.put(id(plan.view(name)), writer.parts());
        }
        return out;
    }

    /** False, and nothing done, when the saved state does not know all of this version. */
    public boolean load(long epoch, Map<String, List<byte[]>> saved) {
        boolean whole = circuit.isCoveredBy(saved)
                && tables.values().stream().allMatch(t -> saved.containsKey(id(t.table())))
                && views.names().stream().allMatch(v -> saved.containsKey(id(plan.view(v))));
        if (!whole) {
            return false;
        }
        circuit.load(saved);
        tables.values().forEach(t -> t.load(reader(saved, id(t.table()))));
        for (String name : views.names()) {
            views.require(name).load(reader(saved, id(plan.view(name))));
        }
        views.startAt(epoch);
        return true;
    }

    /**
     * An engine of those views and tables only that the saved state does not know whole: fed with the journal up to the
     * saved epoch, its {@link #save} is what {@link #load} lacks. Null when nothing that is saved would be kept.
     */
    public @Nullable PipelineEngine lacking(Map<String, List<byte[]>> saved) {
        StructuralHash hashes = new StructuralHash();
        List<Plan.View> views = plan.views().stream()
                .filter(v -> !v.local() && !(saved.containsKey(id(v)) && isKnown(v.root(), saved, hashes)))
                .toList();
        if (views.size() == this.views.names().size()) {
            return null;
        }
        Set<String> scanned = new HashSet<>();
        views.forEach(v -> scans(v.root(), scanned));
        List<Plan.Table> needed = plan.tables().stream()
                .filter(t -> scanned.contains(t.name()) || !saved.containsKey(id(t)))
                .toList();
        return new PipelineEngine(new Plan(needed, views), appendOnly, context, functions, budget);
    }

    private static boolean isKnown(PlanNode node, Map<String, List<byte[]>> saved, StructuralHash hashes) {
        return saved.containsKey(hashes.of(node))
                && node.inputs().stream().allMatch(input -> isKnown(input, saved, hashes));
    }

    private static void scans(PlanNode node, Set<String> to) {
        if (node instanceof PlanNode.Scan scan) {
            to.add(scan.table());
        }
        node.inputs().forEach(input -> scans(input, to));
    }

    private static StateReader reader(Map<String, List<byte[]>> saved, String id) {
        return new StateReader(saved.getOrDefault(id, List.of()));
    }

    private static String id(Plan.Table table) {
        return "table:" + table.name() + ":" + StructuralHash.digest(RecordJson.write(table));
    }

    private static String id(Plan.View view) {
        return "view:" + view.name() + ":" + new StructuralHash().of(view.root());
    }
}
