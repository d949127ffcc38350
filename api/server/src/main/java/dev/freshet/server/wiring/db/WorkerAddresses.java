package dev.freshet.server.wiring.db;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.server.access.Problems;
import dev.freshet.server.access.Scope;
import dev.freshet.server.deploy.Tokens;
import dev.freshet.server.pipeline.IdleRule;
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
            + " case when l.lease_until > clock_timestamp() and l.worker_state <> 'STOPPED' then l.endpoint end,"
            + " d.token, t.wrapped_key, p.spec"
            + " from freshet.pipeline p join freshet.tenant t on t.id = p.tenant_id"
            + " left join freshet.ledger l on l.pipeline_uid = p.uid"
            + " left join freshet.deployment d on d.pipeline_uid = p.uid and d.generation = l.generation"
            + " where p.tenant_id = :tenant and p.name = :name and p.deleted_at is null";
    private static final String WAKE = "update freshet.pipeline p set woken = l.generation from freshet.ledger l"
            + " where l.pipeline_uid = p.uid and p.tenant_id = :tenant and p.name = :name and p.deleted_at is null"
            + " and p.woken < l.generation";
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Database database;
    private final Envelope master;

    public WorkerAddresses(Database database, Envelope master) {
        this.database = database;
        this.master = master;
    }

    /** Where calls go. */
    public sealed interface Found {}

    /** A worker's door; {@code rests} as with {@link Down}. */
    public record Address(String endpoint, String token, boolean rests) implements Found {}

    /**
     * No worker is up at this moment.
     *
     * @param rests whether the pipeline is one that rests when there is nothing to do, and is woken by a call
     * @param idle whether it does rest
     */
    public record Down(boolean rests, boolean idle) implements Found {}

    /** The next look finds a reason to start a worker behind the active generation. */
    public Uni<Integer> wake(Scope scope, String pipeline) {
        return database.in(
                scope,
                session -> session.createNativeQuery(WAKE)
                        .setParameter("tenant", scope.tenant())
                        .setParameter("name", pipeline)
                        .executeUpdate());
    }

    /** The active worker's; 404 without such a pipeline, 409 when it is not to run. */
    public Uni<Found> of(Scope scope, String pipeline) {
        return database.in(scope, session -> find(session, scope, pipeline))
                .map(row -> address(scope.tenant(), pipeline, row));
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored JSON cannot be read", e);
        }
    }

    private static Uni<Object @Nullable []> find(Mutiny.Session session, Scope scope, String pipeline) {
        return session.createNativeQuery(SELECT, Object[].class)
                .setParameter("tenant", scope.tenant())
                .setParameter("name", pipeline)
                .getSingleResultOrNull();
    }

    private Found address(String tenant, String pipeline, Object @Nullable [] row) {
        if (row == null) {
            throw Problems.notFound("pipeline", pipeline).refusal();
        }
        String state = (String) row[2];
        if (!"RUNNING".equals(row[1]) || state.equals("FAILED")) {
            throw Problems.notRunning(pipeline, state.equals("FAILED") ? state : (String) row[1])
                    .refusal();
        }
        boolean rests = IdleRule.of(tree((String) row[7])) != null;
        if (row[4] == null || row[5] == null) {
            return new Down(rests, state.equals("IDLE"));
        }
        Envelope keys = master.unwrap(tenant, (byte[]) row[6]);
        long generation = ((Number) row[3]).longValue();
        return new Address(
                (String) row[4],
                keys.openText((byte[]) row[5], Tokens.place(tenant, (UUID) row[0], generation)),
                rests);
    }
}
