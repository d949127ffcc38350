package dev.freshet.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.server.access.Problem;
import dev.freshet.server.access.Problems;
import dev.freshet.server.pipeline.DesiredState;
import dev.freshet.server.pipeline.PipelineDocument;
import dev.freshet.server.wiring.db.DatabaseTime;
import dev.freshet.server.wiring.db.OperationRow;
import dev.freshet.server.wiring.db.Operations;
import dev.freshet.server.wiring.db.PipelineRow;
import dev.freshet.server.wiring.db.Pipelines;
import dev.freshet.server.wiring.db.VersionRow;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Operations that go back: a fork at an earlier epoch, and an earlier definition made the current one again. */
@ApplicationScoped
public class Rewinds {
    private final Pipelines pipelines;
    private final Operations operations;

    public Rewinds(Pipelines pipelines, Operations operations) {
        this.pipelines = pipelines;
        this.operations = operations;
    }

    /**
     * A new pipeline, stopped, whose history begins with the parent's content at the epoch. It has the parent's definition
     * without its sinks: two pipelines must not write to one place.
     */
    Uni<OperationRow> fork(Mutiny.Session session, Call call, PipelineRow parent, Shapes.OperationCreate wanted) {
        String name = Names.required(wanted.name());
        Long epoch = wanted.epoch();
        if (epoch == null || epoch < 1) {
            throw Problems.unprocessable("/epoch", "missing", "FORK_AT_EPOCH needs the epoch to fork at.", null)
                    .refusal();
        }
        return pipelines
                .requireFree(session, call.scope(), name)
                .chain(free -> version(session, parent, parent.version))
                .chain(version -> persist(session, child(parent, version, name), version, call))
                .chain(child -> session.flush()
                        .chain(flushed -> history(session, parent, child, epoch))
                        .chain(done -> finished(session, child, "FORK_AT_EPOCH", call)));
    }

    private static PipelineRow child(PipelineRow parent, VersionRow version, String name) {
        PipelineRow row = new PipelineRow();
        row.uid = UUID.randomUUID();
        row.tenantId = parent.tenantId;
        row.name = name;
        row.description = parent.description;
        row.tags = parent.tags;
        row.spec = withoutSinks(version.spec)
                .put("desired_state", DesiredState.STOPPED.name())
                .toString();
        row.desiredState = DesiredState.STOPPED.name();
        row.state = DesiredState.STOPPED.name();
        row.version = 1;
        row.revision = 1;
        row.sloMs = parent.sloMs;
        row.createdAt = DatabaseTime.now();
        row.updatedAt = row.createdAt;
        return row;
    }

    private static ObjectNode withoutSinks(String spec) {
        ObjectNode tree = (ObjectNode) Json.tree(spec);
        tree.remove("sinks");
        return tree;
    }

    private static Uni<PipelineRow> persist(Mutiny.Session session, PipelineRow child, VersionRow of, Call call) {
        VersionRow version =
                copy(of, child, child.spec, withoutSinks(of.normalSpec).toString(), call);
        return session.persist(child).chain(done -> session.persist(version)).replaceWith(child);
    }

    private static VersionRow copy(VersionRow of, PipelineRow row, String spec, String normalSpec, Call call) {
        VersionRow version = new VersionRow();
        version.tenantId = row.tenantId;
        version.pipelineUid = row.uid;
        version.version = row.version;
        version.spec = spec;
        version.normalSpec = normalSpec;
        version.plan = of.plan;
        version.contentHash = PipelineDocument.of(row.name, null, Json.tree("{}"), Json.tree(spec))
                .contentHash();
        version.createdBy = call.caller().label();
        version.createdAt = DatabaseTime.now();
        return version;
    }

    private static Uni<String> history(Mutiny.Session session, PipelineRow parent, PipelineRow child, long epoch) {
        return session.createNativeQuery("select freshet.fork(:parent, :child, :name, :epoch)", String.class)
                .setParameter("parent", parent.uid)
                .setParameter("child", child.uid)
                .setParameter("name", child.name)
                .setParameter("epoch", epoch)
                .getSingleResult()
                .invoke(outcome -> {
                    if (outcome.equals("expired")) {
                        throw Problem.of(
                                        410,
                                        "expired",
                                        "Expired",
                                        "The history of '" + parent.name + "' at epoch " + epoch
                                                + " is merged into later history; /lake names the first epoch that is left.")
                                .refusal();
                    }
                    if (outcome.equals("ahead")) {
                        throw Problems.unprocessable(
                                        "/epoch",
                                        "epoch_ahead",
                                        "'" + parent.name + "' has not reached epoch " + epoch + ".",
                                        null)
                                .refusal();
                    }
                });
    }

    /** An earlier definition becomes a new version; its state is taken over where it is the same, and computed where not. */
    Uni<OperationRow> rollback(Mutiny.Session session, Call call, PipelineRow row, Shapes.OperationCreate wanted) {
        Integer version = wanted.version();
        if (version == null || version < 1 || version >= row.version) {
            throw Problems.unprocessable(
                            "/version",
                            "bad_version",
                            "ROLLBACK needs a version before the current one, " + row.version + ".",
                            null)
                    .refusal();
        }
        return version(session, row, version)
                .chain(old -> {
                    row.version++;
                    row.attempt++;
                    row.revision++;
                    row.updatedAt = DatabaseTime.now();
                    row.spec = ((ObjectNode) Json.tree(old.spec))
                            .put("desired_state", row.desiredState)
                            .toString();
                    return session.persist(copy(old, row, old.spec, old.normalSpec, call));
                })
                .chain(done -> finished(session, row, "ROLLBACK", call));
    }

    private static Uni<VersionRow> version(Mutiny.Session session, PipelineRow row, int version) {
        return session.find(VersionRow.class, new VersionRow.Key(row.tenantId, row.uid, version))
                .map(Rewinds::there);
    }

    private static VersionRow there(@Nullable VersionRow found) {
        if (found == null) {
            throw Problems.unprocessable("/version", "bad_version", "There is no such version.", null)
                    .refusal();
        }
        return found;
    }

    private Uni<OperationRow> finished(Mutiny.Session session, PipelineRow target, String type, Call call) {
        return operations.create(session, target, type, call.caller().label()).invoke(operation -> {
            operation.state = "SUCCEEDED";
            operation.finishedAt = DatabaseTime.now();
        });
    }
}
