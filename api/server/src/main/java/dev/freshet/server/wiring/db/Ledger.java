package dev.freshet.server.wiring.db;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Reads what the workers have written into the ledger. The state store owns those tables, hence plain SQL. */
@ApplicationScoped
public class Ledger {
    private static final String SELECT =
            "select pipeline_uid, head_epoch, lake_epoch, since_epoch, version, freshness_ms, generation,"
                    + " case when lease_until > clock_timestamp() and worker_state <> 'STOPPED' then endpoint end"
                    + " from freshet.ledger where pipeline_uid in (:uids)";

    /**
     * Where a pipeline stands.
     *
     * @param endpoint address of the active worker; null when its lease has run out
     */
    public record Standing(
            long head,
            long lake,
            long since,
            int version,
            @Nullable Long freshnessMs,
            long generation,
            @Nullable String endpoint) {
        /** Of a pipeline that never ran. */
        public static final Standing NONE = new Standing(0, 0, 0, 0, null, 0, null);
    }

    /** The standing of those pipelines that ever ran. */
    public Uni<Map<UUID, Standing>> of(Mutiny.Session session, List<UUID> uids) {
        if (uids.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return session.createNativeQuery(SELECT, Object[].class)
                .setParameter("uids", uids)
                .getResultList()
                .map(Ledger::standings);
    }

    /** The standing of one pipeline. */
    public Uni<Standing> of(Mutiny.Session session, UUID uid) {
        return of(session, List.of(uid)).map(all -> all.getOrDefault(uid, Standing.NONE));
    }

    private static Map<UUID, Standing> standings(List<Object[]> rows) {
        Map<UUID, Standing> standings = new HashMap<>();
        for (Object[] row : rows) {
            standings.put(
                    (UUID) row[0],
                    new Standing(
                            number(row[1]),
                            number(row[2]),
                            number(row[3]),
                            (int) number(row[4]),
                            row[5] == null ? null : number(row[5]),
                            number(row[6]),
                            (String) row[7]));
        }
        return standings;
    }

    private static long number(@Nullable Object value) {
        return value == null ? 0 : ((Number) value).longValue();
    }
}
