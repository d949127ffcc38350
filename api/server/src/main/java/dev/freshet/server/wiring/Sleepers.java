package dev.freshet.server.wiring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.server.deploy.Nudge;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * Pipelines that rest, of all tenants, and what of S3 they read. An object that comes in the moment in which a worker ends
 * is missed here and found after {@code max_staleness_seconds}. Blocks; not for event loops.
 */
@ApplicationScoped
public class Sleepers {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Pool pool;
    private final Nudge nudge;

    public Sleepers(@ReactiveDataSource("reconciler") Pool pool, Nudge nudge) {
        this.pool = pool;
        this.nudge = nudge;
    }

    /** Wakes whichever reads one of these objects ({@code s3://bucket/key}); returns how many. */
    public int wakeReaders(Collection<String> objects) {
        List<UUID> readers = new ArrayList<>();
        for (Row row : query(
                "select p.uid, p.spec from freshet.pipeline p join freshet.ledger l on l.pipeline_uid = p.uid"
                        + " where p.deleted_at is null and p.delete_at is null and p.desired_state = 'RUNNING'"
                        + " and l.worker_state = 'STOPPED' and l.reason_code = 'IDLE' and p.woken < l.generation",
                Tuple.tuple())) {
            JsonNode spec = tree(row.getString(1));
            if (objects.stream().anyMatch(object -> reads(spec, object))) {
                readers.add(row.getUUID(0));
            }
        }
        if (!readers.isEmpty()) {
            query(
                    "update freshet.pipeline p set woken = l.generation from freshet.ledger l"
                            + " where l.pipeline_uid = p.uid and p.uid = any($1) and p.woken < l.generation",
                    Tuple.of(readers.toArray(UUID[]::new)));
            nudge.now();
        }
        return readers.size();
    }

    /** Whether a source of the spec lies around the object. */
    static boolean reads(JsonNode spec, String object) {
        return StreamSupport.stream(spec.path("sources").spliterator(), false)
                .map(source -> source.path("path").asText())
                .filter(path -> path.startsWith("s3://"))
                .anyMatch(path -> object.equals(path) || object.startsWith(path.endsWith("/") ? path : path + "/"));
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored JSON cannot be read", e);
        }
    }

    private RowSet<Row> query(String sql, Tuple arguments) {
        return pool.preparedQuery(sql).execute(arguments).await().atMost(PATIENCE);
    }
}
