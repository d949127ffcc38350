package dev.freshet.server.wiring.db;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** What the workers have committed, read from the state store's tables; also when no worker runs. */
@ApplicationScoped
public class History {
    /** Epochs below that number, newest first: epoch, committed_at, version, generation, counts. */
    public Uni<List<Object[]>> epochs(Mutiny.Session session, UUID pipeline, long below, int size) {
        return session.createNativeQuery(
                        "select epoch, committed_at, version, generation, cast(counts as text) from freshet.epoch"
                                + " where pipeline_uid = :uid and epoch < :below order by epoch desc",
                        Object[].class)
                .setParameter("uid", pipeline)
                .setParameter("below", below)
                .setMaxResults(size)
                .getResultList();
    }

    /** Bad records below that id, newest first: id, epoch, source, code, detail, origin, payload, kind, state. */
    public Uni<List<Object[]>> badRecords(Mutiny.Session session, UUID pipeline, long below, Filter filter, int size) {
        return session.createNativeQuery(
                        "select id, epoch, source, code, detail, cast(origin as text), payload, kind, state"
                                + " from freshet.rejected where pipeline_uid = :uid and id < :below"
                                + " and (:source = '' or source = :source) and (:kind = '' or kind = :kind)"
                                + " and (:state = '' or state = :state) order by id desc",
                        Object[].class)
                .setParameter("uid", pipeline)
                .setParameter("below", below)
                .setParameter("source", filter.source())
                .setParameter("kind", filter.kind())
                .setParameter("state", filter.state())
                .setMaxResults(size)
                .getResultList();
    }

    /** Iceberg tables by name: name, metadata_location. */
    public Uni<List<Object[]>> lakeTables(Mutiny.Session session, UUID pipeline) {
        return session.createNativeQuery(
                        "select name, metadata_location from freshet.lake_table where pipeline_uid = :uid order by name",
                        Object[].class)
                .setParameter("uid", pipeline)
                .getResultList();
    }

    /** Which bad records; empty means all. */
    public record Filter(String source, String kind, String state) {}
}
