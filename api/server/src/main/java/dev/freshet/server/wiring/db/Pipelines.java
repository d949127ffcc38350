package dev.freshet.server.wiring.db;

import dev.freshet.server.access.Problems;
import dev.freshet.server.access.Scope;
import dev.freshet.server.pipeline.DefinitionCompiler.Compilation;
import dev.freshet.server.pipeline.DesiredState;
import dev.freshet.server.pipeline.PipelineDocument;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.LockMode;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The pipelines of a tenant and their versions. Every method works inside the caller's transaction. */
@ApplicationScoped
public class Pipelines {

    /** The living pipeline of that name; null when there is none. */
    public Uni<@Nullable PipelineRow> find(Mutiny.Session session, Scope scope, String name) {
        return byName(session, scope, name).getSingleResultOrNull();
    }

    /** Refused with 409 when a living pipeline has the name. */
    public Uni<Void> requireFree(Mutiny.Session session, Scope scope, String name) {
        return find(session, scope, name)
                .invoke(taken -> {
                    if (taken != null) {
                        throw Problems.conflict("exists", "A pipeline '" + name + "' exists already.")
                                .refusal();
                    }
                })
                .replaceWithVoid();
    }

    private static Mutiny.SelectionQuery<PipelineRow> byName(Mutiny.Session session, Scope scope, String name) {
        return session.createSelectionQuery(
                        "from PipelineRow where tenantId = :tenant and name = :name and deletedAt is null",
                        PipelineRow.class)
                .setParameter("tenant", scope.tenant())
                .setParameter("name", name);
    }

    /** Like {@link #find}, but refuses with 404. */
    public Uni<PipelineRow> get(Mutiny.Session session, Scope scope, String name) {
        return find(session, scope, name).map(row -> {
            if (row == null) {
                throw Problems.notFound("pipeline", name).refusal();
            }
            return row;
        });
    }

    /** Like {@link #get}, and nobody else changes it until the transaction ends. */
    public Uni<PipelineRow> lock(Mutiny.Session session, Scope scope, String name) {
        return lockIfThere(session, scope, name).map(row -> {
            if (row == null) {
                throw Problems.notFound("pipeline", name).refusal();
            }
            return row;
        });
    }

    /** Like {@link #find}, and nobody else changes it until the transaction ends. */
    public Uni<@Nullable PipelineRow> lockIfThere(Mutiny.Session session, Scope scope, String name) {
        return byName(session, scope, name)
                .setLockMode(LockMode.PESSIMISTIC_WRITE)
                .getSingleResultOrNull();
    }

    /** Whether a pipeline of that name was deleted before. */
    public Uni<Boolean> wasDeleted(Mutiny.Session session, Scope scope, String name) {
        return session.createQuery(
                        "select count(*) from PipelineRow where tenantId = :tenant and name = :name and deletedAt is not null",
                        Long.class)
                .setParameter("tenant", scope.tenant())
                .setParameter("name", name)
                .getSingleResult()
                .map(count -> count > 0);
    }

    /** A page of pipelines by name, after that name. */
    public Uni<List<PipelineRow>> page(Mutiny.Session session, Scope scope, String after, int size) {
        return session.createQuery(
                        "from PipelineRow where tenantId = :tenant and name > :after and deletedAt is null order by name",
                        PipelineRow.class)
                .setParameter("tenant", scope.tenant())
                .setParameter("after", after)
                .setMaxResults(size)
                .getResultList();
    }

    /** A first version. */
    public Uni<PipelineRow> create(
            Mutiny.Session session, Scope scope, PipelineDocument document, Compilation made, String by) {
        PipelineRow row = new PipelineRow();
        row.uid = UUID.randomUUID();
        row.tenantId = scope.tenant();
        row.name = Objects.requireNonNull(document.name());
        row.createdAt = DatabaseTime.now();
        row.version = 1;
        row.desiredState = DesiredState.STOPPED.name();
        row.state = DesiredState.STOPPED.name();
        describe(row, document);
        touch(row);
        return session.persist(row)
                .chain(ignored -> session.persist(version(row, document, made, by)))
                .replaceWith(row);
    }

    /** Puts another document in the place of what is there; a new version only where the content differs. */
    public Uni<PipelineRow> replace(
            Mutiny.Session session, PipelineRow row, PipelineDocument document, Compilation made, String by) {
        return session.find(VersionRow.class, new VersionRow.Key(row.tenantId, row.uid, row.version))
                .chain(current -> {
                    boolean same = current.contentHash.equals(document.contentHash());
                    boolean changed = describe(row, document);
                    if (same && !changed) {
                        return Uni.createFrom().item(row);
                    }
                    touch(row);
                    if (same) {
                        return Uni.createFrom().item(row);
                    }
                    row.version++;
                    row.attempt++;
                    return session.persist(version(row, document, made, by)).replaceWith(row);
                });
    }

    /** Sets what is wanted. Returns whether that changed anything. */
    public static boolean want(PipelineRow row, DesiredState desired, String spec) {
        if (row.desiredState.equals(desired.name()) && row.spec.equals(spec)) {
            return false;
        }
        if (desired == DesiredState.RUNNING && !row.desiredState.equals(desired.name())) {
            row.attempt++;
        }
        row.desiredState = desired.name();
        row.spec = spec;
        touch(row);
        return true;
    }

    private static void touch(PipelineRow row) {
        row.revision++;
        row.updatedAt = DatabaseTime.now();
    }

    private static boolean describe(PipelineRow row, PipelineDocument document) {
        DesiredState desired = document.desired() == null ? DesiredState.valueOf(row.desiredState) : document.desired();
        String before = row.description + row.tags + row.spec + row.desiredState;
        if (desired == DesiredState.RUNNING && !row.desiredState.equals(desired.name())) {
            row.attempt++;
        }
        row.description = document.description();
        row.tags = document.tags().toString();
        row.spec = document.spec().put("desired_state", desired.name()).toString();
        row.desiredState = desired.name();
        row.sloMs = document.sloMillis();
        return !before.equals(row.description + row.tags + row.spec + row.desiredState);
    }

    private static VersionRow version(PipelineRow row, PipelineDocument document, Compilation made, String by) {
        VersionRow version = new VersionRow();
        version.tenantId = row.tenantId;
        version.pipelineUid = row.uid;
        version.version = row.version;
        version.spec = document.spec().toString();
        version.normalSpec = Objects.requireNonNull(made.normalSpec());
        version.plan = Objects.requireNonNull(made.plan());
        version.contentHash = document.contentHash();
        version.createdBy = by;
        version.createdAt = DatabaseTime.now();
        return version;
    }
}
