package dev.freshet.worker.admit;

import dev.freshet.core.expr.EvaluationContext;
import dev.freshet.core.expr.Evaluator;
import dev.freshet.core.expr.Expressions;
import dev.freshet.core.plan.Plan;
import dev.freshet.ingest.flow.IntakeGate;
import dev.freshet.spi.connect.InputRows;
import dev.freshet.spi.connect.Intake;
import dev.freshet.spi.connect.Op;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.Values;
import dev.freshet.spi.function.CostlyFunction;
import dev.freshet.spi.store.Memo;
import dev.freshet.spi.store.Memo.MemoKey;
import dev.freshet.spi.store.Memo.MemoValue;
import dev.freshet.spi.sys.CrashPoint;
import dev.freshet.spi.sys.Failpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the sources and the cutter. A row whose table has costly calls waits here until their results stand in the
 * Memo; others pass. Rows of one key stay in order, and a source's position is handed on only once everything before it has
 * passed, so that a crash makes the source read again what was still waiting (which upserts by key make harmless). Intakes
 * that cannot be taken apart (requests, tables without key) wait as a whole, in the order of their source. Thread-safe.
 */
public final class Admission implements IntakeGate {
    private static final int WAITING_PER_SOURCE = 64;

    private final IntakeGate gate;
    private final Memo memo;
    private final Map<String, CostlyFunction> functions;
    private final Map<String, List<Call>> calls = new HashMap<>();
    private final Map<String, Schema> schemas = new HashMap<>();
    private final Map<String, Lane> lanes = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();

    private record Call(CostlyFunction function, List<Evaluator> arguments, List<Type> types) {}

    /** One piece of a source's input that passes as a whole. */
    private record Piece(Ticket ticket, Intake intake, CompletableFuture<?> ready, List<Object> keys) {}

    /** One intake as the source gave it; its position counts when all its pieces and all earlier tickets are through. */
    private static final class Ticket {
        final @Nullable String position;
        int open;

        Ticket(@Nullable String position) {
            this.position = position;
        }
    }

    private static final class Lane {
        final List<Ticket> tickets = new ArrayList<>();
        /** Last waiting piece per key. */
        final Map<Object, CompletableFuture<?>> byKey = new HashMap<>();

        final ReentrantLock passing = new ReentrantLock();
        final Semaphore room = new Semaphore(WAITING_PER_SOURCE);
        CompletableFuture<?> last = CompletableFuture.completedFuture(null);
    }

    public Admission(Plan plan, IntakeGate gate, Memo memo, Map<String, CostlyFunction> functions) {
        this.gate = gate;
        this.memo = memo;
        this.functions = functions;
        for (Plan.Table table : plan.tables()) {
            schemas.put(table.name(), table.schema());
            if (!table.costly().isEmpty()) {
                calls.put(table.name(), table.costly().stream().map(this::call).toList());
            }
        }
    }

    private Call call(Plan.CostlyCall c) {
        CostlyFunction f = functions.get(c.function());
        if (f == null) {
            throw new IllegalArgumentException("the costly function " + c.function() + " is not known to this process");
        }
        return new Call(
                f,
                c.arguments().stream()
                        .map(a -> Expressions.compile(a, EvaluationContext.NONE))
                        .toList(),
                c.arguments().stream().map(a -> a.type().type()).toList());
    }

    /** Hands over an intake, now or when its costly calls are done; waits while too much of its source is waiting. */
    @Override
    public void put(Intake intake) throws InterruptedException {
        Lane lane = lane(intake.source());
        boolean costly = intake.rows().stream().anyMatch(r -> calls.containsKey(r.table()));
        if (!costly && idle(lane)) {
            gate.put(intake);
            return;
        }
        lane.room.acquire();
        boolean splittable = intake.reply() == Intake.Reply.NONE
                && intake.rows().stream().allMatch(r -> !schema(r.table()).key().isEmpty());
        List<Intake> parts = splittable ? split(intake) : List.of(intake);
        Ticket ticket = new Ticket(intake.position());
        ticket.open = parts.size();
        enlist(lane, ticket);
        for (Intake part : parts) {
            CompletableFuture<?> results = costly ? remember(part) : CompletableFuture.completedFuture(null);
            start(lane, new Piece(ticket, part, results, splittable ? keys(part) : List.of()), splittable);
        }
    }

    private Schema schema(String table) {
        Schema s = schemas.get(table);
        if (s == null) {
            throw new IllegalStateException("unknown table " + table);
        }
        return s;
    }

    private Lane lane(String source) {
        lock.lock();
        try {
            return lanes.computeIfAbsent(source, _ -> new Lane());
        } finally {
            lock.unlock();
        }
    }

    private boolean idle(Lane lane) {
        lock.lock();
        try {
            return lane.tickets.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void enlist(Lane lane, Ticket ticket) {
        lock.lock();
        try {
            lane.tickets.add(ticket);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is held back; to be called when no more is put in. */
    public void awaitIdle() throws InterruptedException {
        while (!allIdle()) {
            Thread.sleep(2);
        }
    }

    /** Whether nothing is held back. */
    public boolean allIdle() {
        lock.lock();
        try {
            return lanes.values().stream().allMatch(l -> l.tickets.isEmpty() && !l.passing.isLocked());
        } finally {
            lock.unlock();
        }
    }

    /** Passes the piece on once its results are there and everything it has to follow has passed. */
    private void start(Lane lane, Piece piece, boolean splittable) {
        CompletableFuture<@Nullable Void> passed = new CompletableFuture<>();
        List<CompletableFuture<?>> before = new ArrayList<>();
        lock.lock();
        try {
            if (splittable) {
                for (Object key : piece.keys()) {
                    CompletableFuture<?> earlier = lane.byKey.put(key, passed);
                    if (earlier != null) {
                        before.add(earlier);
                    }
                }
            } else {
                before.add(lane.last);
                lane.last = passed;
            }
        } finally {
            lock.unlock();
        }
        before.add(piece.ready());
        CompletableFuture.allOf(before.toArray(CompletableFuture<?>[]::new))
                .whenComplete((_, failure) -> Thread.ofVirtual().start(() -> pass(lane, piece, passed, failure)));
    }

    private void pass(Lane lane, Piece piece, CompletableFuture<@Nullable Void> passed, @Nullable Throwable failure) {
        try {
            if (failure != null) {
                piece.intake().reply().failed(failure);
                throw new IllegalStateException(
                        "cannot admit input of " + piece.intake().source(), failure);
            }
            handOver(lane, piece, passed);
            passed.complete(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            System.getLogger(Admission.class.getName()).log(System.Logger.Level.ERROR, "input is held back", e);
        }
    }

    /** One piece of a lane at a time: a later position must never overtake the piece that an earlier one stands for. */
    private void handOver(Lane lane, Piece piece, CompletableFuture<?> passed) throws InterruptedException {
        lane.passing.lockInterruptibly();
        try {
            gate.put(released(lane, piece, passed));
        } finally {
            lane.passing.unlock();
        }
    }

    /** The piece with the position that counts once it has passed: that of the last ticket with nothing open before it. */
    private Intake released(Lane lane, Piece piece, CompletableFuture<?> passed) {
        String position = null;
        lock.lock();
        try {
            piece.ticket().open--;
            piece.keys().forEach(k -> lane.byKey.remove(k, passed));
            while (!lane.tickets.isEmpty() && lane.tickets.getFirst().open == 0) {
                Ticket done = lane.tickets.removeFirst();
                position = done.position == null ? position : done.position;
                lane.room.release();
            }
        } finally {
            lock.unlock();
        }
        Intake i = piece.intake();
        return new Intake(i.source(), i.rows(), i.rejected(), position, i.bytes(), i.received(), i.reply());
    }

    /** One intake per row, bad records with the first. */
    private static List<Intake> split(Intake intake) {
        List<Intake> out = new ArrayList<>();
        for (InputRows rows : intake.rows()) {
            for (int i = 0; i < rows.rows().size(); i++) {
                ColumnBatch one = rows.rows().gather(new int[] {i}, 1);
                byte[] op = {rows.op(i).code()};
                out.add(new Intake(
                        intake.source(),
                        List.of(new InputRows(rows.table(), one, op)),
                        out.isEmpty() ? intake.rejected() : List.of(),
                        null,
                        one.bytes(),
                        intake.received(),
                        Intake.Reply.NONE));
            }
        }
        return out.isEmpty() ? List.of(intake) : out;
    }

    private List<Object> keys(Intake part) {
        List<Object> out = new ArrayList<>();
        for (InputRows rows : part.rows()) {
            Schema schema = schema(rows.table());
            for (int i = 0; i < rows.rows().size(); i++) {
                List<@Nullable Object> key = new ArrayList<>();
                key.add(rows.table());
                for (int k : schema.key()) {
                    key.add(Values.get(schema.type(k), rows.rows().column(k), i));
                }
                out.add(key);
            }
        }
        return out;
    }

    /** Completes when the Memo holds every result that the rows need. */
    private CompletableFuture<?> remember(Intake intake) {
        Map<MemoKey, Pending> wanted = new LinkedHashMap<>();
        for (InputRows rows : intake.rows()) {
            for (Call call : calls.getOrDefault(rows.table(), List.of())) {
                collect(call, rows, wanted);
            }
        }
        memo.get(wanted.keySet()).keySet().forEach(wanted::remove);
        List<CompletableFuture<?>> running = new ArrayList<>();
        wanted.forEach((key, p) -> running.add(p.function()
                .call(p.arguments())
                .thenAccept(value -> keep(key, value))
                .toCompletableFuture()));
        return CompletableFuture.allOf(running.toArray(CompletableFuture<?>[]::new));
    }

    private void keep(MemoKey key, MemoValue value) {
        Failpoint.hit(CrashPoint.C02);
        memo.put(Map.of(key, value));
    }

    private record Pending(CostlyFunction function, List<@Nullable Object> arguments) {}

    private static void collect(Call call, InputRows rows, Map<MemoKey, Pending> wanted) {
        List<dev.freshet.core.expr.Vec> vectors = new ArrayList<>();
        for (Evaluator a : call.arguments()) {
            vectors.add(a.evaluate(rows.rows()));
        }
        for (int i = 0; i < rows.rows().size(); i++) {
            if (rows.op(i) == Op.DELETE || vectors.get(0).column().isNull(i)) {
                continue;
            }
            List<@Nullable Object> arguments = new ArrayList<>();
            for (int k = 0; k < vectors.size(); k++) {
                arguments.add(Values.get(call.types().get(k), vectors.get(k).column(), i));
            }
            wanted.putIfAbsent(call.function().key(arguments), new Pending(call.function(), arguments));
        }
    }
}
