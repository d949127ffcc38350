package dev.freshet.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.server.access.Problems;
import dev.freshet.server.deploy.Nudge;
import dev.freshet.server.pipeline.DesiredState;
import dev.freshet.server.wiring.db.Database;
import dev.freshet.server.wiring.db.Ledger;
import dev.freshet.server.wiring.db.OperationRow;
import dev.freshet.server.wiring.db.Operations;
import dev.freshet.server.wiring.db.PipelineRow;
import dev.freshet.server.wiring.db.Pipelines;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** Accepts operations: writes what is wanted, leaves the doing to the reconciler, and waits where the client asks. */
@ApplicationScoped
public class OperationStarts {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Set<String> OVER = Set.of("SUCCEEDED", "FAILED", "CANCELLED");
    /** States out of which a START leads although RUNNING was wanted all along. */
    private static final Set<String> RESTARTED = Set.of("FAILED", "IDLE");

    private static final Set<String> LATER =
            Set.of("REINDEX", "REPLAY_BAD_RECORDS", "BACKFILL", "COMPACT", "TEST_CONNECTION", "SUPPORT_BUNDLE");
    private final Database database;
    private final Pipelines pipelines;
    private final Operations operations;
    private final Ledger ledger;
    private final Idempotency idempotency;
    private final Bodies bodies;
    private final Nudge nudge;
    private final Rewinds rewinds;

    @SuppressWarnings("TooManyParameters")
    public OperationStarts(
            Database database,
            Pipelines pipelines,
            Operations operations,
            Ledger ledger,
            Idempotency idempotency,
            Bodies bodies,
            Nudge nudge,
            Rewinds rewinds) {
        this.database = database;
        this.pipelines = pipelines;
        this.operations = operations;
        this.ledger = ledger;
        this.idempotency = idempotency;
        this.bodies = bodies;
        this.nudge = nudge;
        this.rewinds = rewinds;
    }

    Uni<Reply> create(Call call) {
        Shapes.OperationCreate wanted = bodies.read(call, Shapes.OperationCreate.class);
        String type = wanted.type() == null ? "" : wanted.type();
        if (LATER.contains(type)) {
            throw Problems.notBuilt("The operation " + type).refusal();
        }
        return idempotency
                .once(
                        call,
                        call.scope(),
                        session -> pipelines
                                .lock(session, call.scope(), call.param("pipeline"))
                                .chain(row -> start(session, call, row, wanted))
                                .map(operation -> OperationReplies.accepted(call.tenant(), operation)))
                .invoke(nudge::now)
                .chain(reply -> call.waitSeconds() == 0 ? Uni.createFrom().item(reply) : awaited(call, reply));
    }

    private Uni<OperationRow> start(Mutiny.Session session, Call call, PipelineRow row, Shapes.OperationCreate wanted) {
        String type = wanted.type() == null ? "" : wanted.type();
        if (row.deleteAt != null) {
            throw Problems.conflict("deleting", "The pipeline is being deleted.")
                    .refusal();
        }
        String by = call.caller().label();
        return switch (type) {
            case "START", "RESUME" -> want(session, row, DesiredState.RUNNING, type, by);
            case "STOP" -> want(session, row, DesiredState.STOPPED, type, by);
            case "PAUSE" -> want(session, row, DesiredState.PAUSED, type, by);
            case "RESTART" -> restart(session, row, by);
            case "CHECKPOINT" -> checkpoint(session, row, by);
            case "FORK_AT_EPOCH" -> rewinds.fork(session, call, row, wanted);
            case "ROLLBACK" -> rewinds.rollback(session, call, row, wanted);
            default ->
                throw Problems.unprocessable(
                                "/type",
                                "unknown_operation",
                                "There is no operation '" + type + "'.",
                                "START, STOP, PAUSE, RESUME, RESTART, CHECKPOINT, FORK_AT_EPOCH, ROLLBACK")
                        .refusal();
        };
    }

    private Uni<OperationRow> want(
            Mutiny.Session session, PipelineRow row, DesiredState desired, String type, String by) {
        boolean changed = Pipelines.want(row, desired, specWith(row, desired));
        if (!changed && desired == DesiredState.RUNNING && RESTARTED.contains(row.state)) {
            row.attempt++;
        }
        return operations.create(session, row, type, by);
    }

    private static String specWith(PipelineRow row, DesiredState desired) {
        return ((ObjectNode) Json.tree(row.spec))
                .put("desired_state", desired.name())
                .toString();
    }

    private Uni<OperationRow> restart(Mutiny.Session session, PipelineRow row, String by) {
        mustRun(row);
        if (row.state.equals("FAILED")) {
            row.attempt++;
        }
        return ledger.of(session, row.uid)
                .chain(standing -> operations
                        .create(session, row, "RESTART", by)
                        .invoke(operation -> operation.goalGeneration = standing.generation()));
    }

    private Uni<OperationRow> checkpoint(Mutiny.Session session, PipelineRow row, String by) {
        mustRun(row);
        return ledger.of(session, row.uid)
                .chain(standing -> operations
                        .create(session, row, "CHECKPOINT", by)
                        .invoke(operation -> operation.goalEpoch = standing.head()));
    }

    private static void mustRun(PipelineRow row) {
        if (!row.desiredState.equals(DesiredState.RUNNING.name())) {
            throw Problems.notRunning(row.name, row.state).refusal();
        }
    }

    private Uni<Reply> awaited(Call call, Reply accepted) {
        String location = String.valueOf(accepted.headers().get("Location"));
        String id = location.substring(location.lastIndexOf('/') + 1);
        return finished(call, id)
                .map(row -> OVER.contains(row.state)
                        ? Reply.ok(Views.operation(row))
                        : new Reply(202, accepted.headers(), Views.operation(row)));
    }

    /** The operation when it is over, or as it stands when the client's patience ends. */
    Uni<OperationRow> finished(Call call, String id) {
        long deadline =
                System.nanoTime() + Duration.ofSeconds(call.waitSeconds()).toNanos();
        return look(call, id, deadline);
    }

    private Uni<OperationRow> look(Call call, String id, long deadline) {
        return database.in(call.scope(), session -> operations.get(session, call.scope(), id))
                .chain(row -> {
                    if (OVER.contains(row.state) || System.nanoTime() >= deadline) {
                        return Uni.createFrom().item(row);
                    }
                    return Database.later(LOOK)
                            .chain(waited -> look(call, UUID.fromString(id).toString(), deadline));
                });
    }
}
