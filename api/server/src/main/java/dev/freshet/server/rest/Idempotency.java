package dev.freshet.server.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.server.access.Problem;
import dev.freshet.server.access.Problems;
import dev.freshet.server.access.Scope;
import dev.freshet.server.pipeline.PipelineDocument;
import dev.freshet.server.wiring.db.Database;
import dev.freshet.server.wiring.db.DatabaseTime;
import dev.freshet.server.wiring.db.IdempotencyRow;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Makes a POST with an Idempotency-Key happen once. The answer is stored in the transaction of the effect, so a crash
 * leaves both or neither; refusals leave nothing and are simply computed again.
 */
@ApplicationScoped
public class Idempotency {
    private static final Duration KEPT = Duration.ofHours(24);
    private final Database database;
    private final ObjectMapper json;

    public Idempotency(Database database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /** Runs the work in a transaction of that scope, or gives the answer that the same request got before. */
    public Uni<Reply> once(Call call, Scope scope, Function<Mutiny.Session, Uni<Reply>> work) {
        String key = call.header("Idempotency-Key");
        if (key == null) {
            return database.in(scope, work);
        }
        if (key.isBlank() || key.length() > 255) {
            throw Problems.badRequest(
                            "Idempotency-Key", "bad_parameter", "An Idempotency-Key has 1 to 255 characters.", null)
                    .refusal();
        }
        String path = call.http().normalizedPath();
        IdempotencyRow.Key id = new IdempotencyRow.Key(scope.tenant(), path, key);
        return database.in(
                scope,
                session -> lock(session, id)
                        .chain(locked -> session.find(IdempotencyRow.class, id))
                        .chain(row -> kept(row) ? again(row, hash(call)) : first(session, call, id, row, work)));
    }

    private static Uni<Boolean> lock(Mutiny.Session session, IdempotencyRow.Key id) {
        return session.createNativeQuery("select pg_try_advisory_xact_lock(hashtextextended(:id, 0))", Boolean.class)
                .setParameter("id", id.toString())
                .getSingleResult()
                .invoke(free -> {
                    if (!free) {
                        throw Problems.conflict("in_flight", "The same Idempotency-Key is in flight.")
                                .retry(1)
                                .refusal();
                    }
                });
    }

    private static boolean kept(@Nullable IdempotencyRow row) {
        return row != null && row.createdAt.isAfter(DatabaseTime.now().minus(KEPT));
    }

    private Uni<Reply> again(IdempotencyRow row, String hash) {
        if (!row.bodyHash.equals(hash)) {
            throw Problem.of(
                            422,
                            "idempotency_key_reused",
                            "Idempotency-Key reused",
                            "This Idempotency-Key was used with another body.")
                    .refusal();
        }
        return Uni.createFrom().item(() -> {
            try {
                Map<String, String> headers = json.readValue(row.headers, new TypeReference<>() {});
                return new Reply(row.status, headers, row.body == null ? null : json.readTree(row.body));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private Uni<Reply> first(
            Mutiny.Session session,
            Call call,
            IdempotencyRow.Key id,
            @Nullable IdempotencyRow expired,
            Function<Mutiny.Session, Uni<Reply>> work) {
        return work.apply(session).call(reply -> {
            IdempotencyRow row = expired == null ? new IdempotencyRow() : expired;
            row.tenantId = id.tenantId();
            row.path = id.path();
            row.key = id.key();
            row.createdAt = DatabaseTime.now();
            row.bodyHash = hash(call);
            row.status = reply.status();
            row.headers = text(reply.headers());
            row.body = reply.body() == null ? null : text(reply.body());
            return expired == null ? session.persist(row) : Uni.createFrom().voidItem();
        });
    }

    private String text(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hash(Call call) {
        return PipelineDocument.sha256(call.body().getBytes());
    }
}
