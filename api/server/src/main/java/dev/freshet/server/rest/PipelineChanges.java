package dev.freshet.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.server.access.Problem;
import dev.freshet.server.access.Problem.Slip;
import dev.freshet.server.access.Problems;
import dev.freshet.server.deploy.Nudge;
import dev.freshet.server.pipeline.DefinitionCompiler.Compilation;
import dev.freshet.server.pipeline.DefinitionCompiler.Media;
import dev.freshet.server.pipeline.DesiredState;
import dev.freshet.server.pipeline.MergePatch;
import dev.freshet.server.pipeline.PipelineDocument;
import dev.freshet.server.pipeline.Preconditions;
import dev.freshet.server.tenant.Role;
import dev.freshet.server.wiring.db.Database;
import dev.freshet.server.wiring.db.DatabaseTime;
import dev.freshet.server.wiring.db.Operations;
import dev.freshet.server.wiring.db.PipelineRow;
import dev.freshet.server.wiring.db.Pipelines;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Changes of pipelines. A document is compiled between two transactions, because that takes its time; the second one
 * locks the row and refuses when somebody else changed it meanwhile.
 */
@ApplicationScoped
public class PipelineChanges {
    private static final Set<String> PATCHABLE = Set.of("description", "tags", "spec", "metadata");
    private final Database database;
    private final Pipelines pipelines;
    private final PipelineReads reads;
    private final Operations operations;
    private final Definitions definitions;
    private final Idempotency idempotency;
    private final Bodies bodies;
    private final Nudge nudge;

    @SuppressWarnings("TooManyParameters")
    public PipelineChanges(
            Database database,
            Pipelines pipelines,
            PipelineReads reads,
            Operations operations,
            Definitions definitions,
            Idempotency idempotency,
            Bodies bodies,
            Nudge nudge) {
        this.database = database;
        this.pipelines = pipelines;
        this.reads = reads;
        this.operations = operations;
        this.definitions = definitions;
        this.idempotency = idempotency;
        this.bodies = bodies;
        this.nudge = nudge;
    }

    /** What a change found: the document, its compilation and the row before it, if there was one. */
    private record Draft(
            PipelineDocument document,
            Compilation made,
            @Nullable PipelineRow before) {
        @Nullable
        Long revision() {
            return before == null ? null : before.revision;
        }
    }

    Uni<Reply> create(Call call) {
        return compiled(call)
                .chain(made -> {
                    PipelineDocument document = document(made);
                    String name = document.name() == null ? "" : document.name();
                    return existing(call, name).map(before -> new Draft(document, made, before));
                })
                .invoke(draft -> mayRun(call, draft.document(), null))
                .invoke(draft -> Definitions.requireValid(draft.made()))
                .chain(draft -> idempotency.once(call, call.scope(), session -> {
                    String name = Objects.requireNonNull(draft.document().name());
                    return pipelines
                            .requireFree(session, call.scope(), name)
                            .chain(free -> pipelines.create(
                                    session,
                                    call.scope(),
                                    draft.document(),
                                    draft.made(),
                                    call.caller().label()))
                            .call(row -> session.flush())
                            .chain(row -> reads.reply(session, row, 201))
                            .map(reply -> reply.header("Location", call.http().normalizedPath() + "/" + name));
                }))
                .invoke(nudge::now);
    }

    Uni<Reply> put(Call call) {
        String name = call.param("pipeline");
        return compiled(call)
                .chain(made -> existing(call, name).map(before -> new Draft(document(made), made, before)))
                .invoke(draft -> {
                    mayRun(call, draft.document(), draft.before());
                    conditions(call).check(etag(draft.before()));
                    nameMatches(draft.document(), name);
                    Definitions.requireValid(draft.made());
                })
                .chain(draft -> save(call, name, draft))
                .invoke(nudge::now);
    }

    Uni<Reply> patch(Call call) {
        String name = call.param("pipeline");
        JsonNode patch = bodies.object(call);
        return database.in(call.scope(), session -> pipelines.get(session, call.scope(), name))
                .chain(before -> {
                    PipelineDocument document = patched(before, patch);
                    mayRun(call, document, before);
                    conditions(call).check(etag(before));
                    byte[] bytes = document.document().toString().getBytes(StandardCharsets.UTF_8);
                    return definitions
                            .compile(call.scope(), bytes, Media.JSON)
                            .map(made -> new Draft(document, made, before));
                })
                .invoke(draft -> Definitions.requireValid(draft.made()))
                .chain(draft -> save(call, name, draft))
                .invoke(nudge::now);
    }

    Uni<Reply> delete(Call call) {
        String name = call.param("pipeline");
        boolean purge = call.flag("purge");
        return database.in(
                        call.scope(),
                        session -> pipelines
                                .lockIfThere(session, call.scope(), name)
                                .chain(row -> row == null
                                        ? deletedBefore(session, call, name)
                                        : delete(session, call, row, purge)))
                .invoke(nudge::now);
    }

    private Uni<Reply> deletedBefore(Mutiny.Session session, Call call, String name) {
        return pipelines.wasDeleted(session, call.scope(), name).map(was -> {
            if (!was) {
                throw Problems.notFound("pipeline", name).refusal();
            }
            return Reply.empty();
        });
    }

    private Uni<Reply> delete(Mutiny.Session session, Call call, PipelineRow row, boolean purge) {
        if (row.deleteAt != null) {
            return Uni.createFrom().item(Reply.empty());
        }
        if (!row.desiredState.equals(DesiredState.STOPPED.name())) {
            call.require(Role.OPERATOR);
        }
        conditions(call).check(etag(row));
        row.deleteAt = DatabaseTime.now();
        row.purge = purge;
        row.desiredState = DesiredState.STOPPED.name();
        row.revision++;
        return operations
                .create(session, row, "DELETE", call.caller().label())
                .map(operation -> OperationReplies.accepted(call.tenant(), operation));
    }

    private Uni<Compilation> compiled(Call call) {
        return definitions.compile(call.scope(), call.body().getBytes(), Definitions.media(call));
    }

    private static PipelineDocument document(Compilation made) {
        if (made.document() == null) {
            Definitions.requireValid(made);
            throw new IllegalStateException("valid without a document");
        }
        return new PipelineDocument(made.document());
    }

    private Uni<@Nullable PipelineRow> existing(Call call, String name) {
        return database.in(call.scope(), session -> pipelines.find(session, call.scope(), name));
    }

    /** Another desired state than before is an operator's to set, and that is refused before anything else. */
    private static void mayRun(Call call, PipelineDocument document, @Nullable PipelineRow before) {
        DesiredState wanted = document.desired();
        String had = before == null ? DesiredState.STOPPED.name() : before.desiredState;
        if (wanted != null && !wanted.name().equals(had)) {
            call.require(Role.OPERATOR);
        }
    }

    private static Preconditions conditions(Call call) {
        return new Preconditions(call.header("If-Match"), call.header("If-None-Match"));
    }

    private static @Nullable String etag(@Nullable PipelineRow row) {
        return row == null ? null : Preconditions.etag(row.revision);
    }

    private static void nameMatches(PipelineDocument document, String name) {
        if (document.name() != null && !name.equals(document.name())) {
            throw Problems.unprocessable(
                            "/metadata/name",
                            "name_mismatch",
                            "The document is named '" + document.name() + "', the path says '" + name + "'.",
                            "A pipeline cannot be renamed.")
                    .refusal();
        }
    }

    private Uni<Reply> save(Call call, String name, Draft draft) {
        return database.in(call.scope(), session -> {
            if (draft.before() == null) {
                return pipelines
                        .find(session, call.scope(), name)
                        .invoke(now -> unchanged(now, draft))
                        .chain(none -> pipelines.create(
                                session,
                                call.scope(),
                                draft.document(),
                                draft.made(),
                                call.caller().label()))
                        .call(row -> session.flush())
                        .chain(row -> reads.reply(session, row, 201))
                        .map(reply -> reply.header("Location", call.http().normalizedPath()));
            }
            return pipelines
                    .lock(session, call.scope(), name)
                    .invoke(now -> unchanged(now, draft))
                    .chain(row -> pipelines.replace(
                            session,
                            row,
                            draft.document(),
                            draft.made(),
                            call.caller().label()))
                    .call(row -> session.flush())
                    .chain(row -> reads.reply(session, row, 200));
        });
    }

    private static void unchanged(@Nullable PipelineRow now, Draft draft) {
        if (now != null && now.deleteAt != null) {
            throw Problems.conflict("deleting", "The pipeline is being deleted.")
                    .retry(1)
                    .refusal();
        }
        Long revision = now == null ? null : now.revision;
        if (!Objects.equals(revision, draft.revision())) {
            throw Problem.of(412, "stale", "Stale", "Somebody else changed it at the same moment.")
                    .refusal();
        }
    }

    private static PipelineDocument patched(PipelineRow row, JsonNode patch) {
        List<Slip> unknown = new ArrayList<>();
        patch.fieldNames().forEachRemaining(field -> {
            if (!PATCHABLE.contains(field)) {
                unknown.add(Slip.at(
                        "/" + field,
                        "unknown_field",
                        "'" + field + "' cannot be patched.",
                        "Patchable: description, tags, spec."));
            }
        });
        if (!unknown.isEmpty()) {
            throw Problems.badRequest("", "unknown_field", unknown.getFirst().detail(), null)
                    .errors(unknown)
                    .refusal();
        }
        ObjectNode document = PipelineDocument.of(row.name, row.description, Json.tree(row.tags), Json.tree(row.spec))
                .document();
        ObjectNode whole = patch.deepCopy();
        ObjectNode metadata = whole.path("metadata") instanceof ObjectNode given ? given : whole.objectNode();
        for (String field : List.of("description", "tags")) {
            if (whole.has(field)) {
                metadata.set(field, whole.remove(field));
            }
        }
        if (!metadata.isEmpty()) {
            whole.set("metadata", metadata);
        }
        return new PipelineDocument((ObjectNode) MergePatch.apply(document, whole));
    }
}
