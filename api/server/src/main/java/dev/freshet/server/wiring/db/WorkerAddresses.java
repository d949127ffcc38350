package dev.freshet.server.wiring.db;

import dev.freshet.server.access.Problems;
import dev.freshet.server.access.Scope;
import dev.freshet.server.deploy.Tokens;
import dev.freshet.server.secrets.Envelope;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Where a pipeline's active worker listens, and the token that it takes. */
@ApplicationScoped
public class WorkerAddresses {
    private static final String SELECT = "select p.uid, p.desired_state, p.state, l.generation,"
            + " case when l.lease_until > clock_timestamp() then l.endpoint end, d.token, t.wrapped_key"
            + " from freshet.pipeline p join freshet.tenant t on t.id = p.tenant_id"
            + " left join freshet.ledger l on l.pipeline_uid = p.uid"
            + " left join freshet.deployment d on d.pipeline_uid = p.uid and d.generation = l.generation"
            + " where p.tenant_id = :tenant and p.name = :name and p.deleted_at is null";
    private final Database database;
    private final Envelope master;

    public WorkerAddresses(Database database, Envelope master) {
        this.database = database;
        this.master = master;
    }

    /** A worker's door. */
    public record Address(String endpoint, String token) {}

    /** The active worker's; 404 without such a pipeline, 409 when it is not to run, 503 while it is not up. */
    public Uni<Address> of(Scope scope, String pipeline) {
        return database.in(scope, session -> find(session, scope, pipeline))
                .map(row -> address(scope.tenant(), pipeline, row));
    }

    private static Uni<Object @Nullable []> find(Mutiny.Session session, Scope scope, String pipeline) {
        return session.createNativeQuery(SELECT, Object[].class)
                .setParameter("tenant", scope.tenant())
                .setParameter("name", pipeline)
                .getSingleResultOrNull();
    }

    private Address address(String tenant, String pipeline, Object @Nullable [] row) {
        if (row == null) {
            throw Problems.notFound("pipeline", pipeline).refusal();
        }
        String state = (String) row[2];
        if (!"RUNNING".equals(row[1]) || state.equals("FAILED")) {
            throw Problems.notRunning(pipeline, state.equals("FAILED") ? state : (String) row[1])
                    .refusal();
        }
        if (row[4] == null || row[5] == null) {
            throw Problems.workerRestarting().refusal();
        }
        Envelope keys = master.unwrap(tenant, (byte[]) row[6]);
        long generation = ((Number) row[3]).longValue();
        return new Address(
                (String) row[4], keys.openText((byte[]) row[5], Tokens.place(tenant, (UUID) row[0], generation)));
    }
}
