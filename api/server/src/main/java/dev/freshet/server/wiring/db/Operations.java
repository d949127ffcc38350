package dev.freshet.server.wiring.db;

import dev.freshet.server.access.Problems;
import dev.freshet.server.access.Scope;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** What was asked for; the reconciler brings it to its end. Every method works inside the caller's transaction. */
@ApplicationScoped
public class Operations {

    /** A new one, pending. */
    public Uni<OperationRow> create(Mutiny.Session session, PipelineRow pipeline, String type, String by) {
        OperationRow row = new OperationRow();
        row.id = UUID.randomUUID();
        row.tenantId = pipeline.tenantId;
        row.pipelineUid = pipeline.uid;
        row.pipeline = pipeline.name;
        row.type = type;
        row.state = "PENDING";
        row.createdBy = by;
        row.createdAt = DatabaseTime.now();
        return session.persist(row).replaceWith(row);
    }

    /** One of the tenant's, or 404. */
    public Uni<OperationRow> get(Mutiny.Session session, Scope scope, String id) {
        UUID uid;
        try {
            uid = UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw Problems.notFound("operation", id).refusal();
        }
        return session.find(OperationRow.class, uid).map(row -> {
            if (row == null || !row.tenantId.equals(scope.tenant())) {
                throw Problems.notFound("operation", id).refusal();
            }
            return row;
        });
    }

    /** A pipeline's operations, newest first, older than that instant. */
    public Uni<List<OperationRow>> page(Mutiny.Session session, UUID pipeline, Instant before, int size) {
        return session.createQuery(
                        "from OperationRow where pipelineUid = :uid and createdAt < :before order by createdAt desc",
                        OperationRow.class)
                .setParameter("uid", pipeline)
                .setParameter("before", before)
                .setMaxResults(size)
                .getResultList();
    }
}
