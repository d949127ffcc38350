package dev.freshet.server.wiring.db;

import dev.freshet.server.access.Caller;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** Makes the first platform admin: the caller who brings the token that the installation was given, once. */
@ApplicationScoped
public class AdminTokens {
    /** After the passwords of the roles are set. */
    private static final int AFTER_BOOT = 5000;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NO_ADMIN = " not exists (select from freshet.platform_admin)";
    private final Pool pool;
    private final Config config;

    public AdminTokens(@ReactiveDataSource("reconciler") Pool pool, Config config) {
        this.pool = pool;
        this.config = config;
    }

    void start(@Observes @Priority(AFTER_BOOT) StartupEvent event) {
        Optional<String> token = config.getOptionalValue("freshet.admin.token", String.class);
        token.ifPresent(given -> remember(given).await().atMost(PATIENCE));
    }

    /** Takes a token, valid for a day from its first being seen; does nothing while there is a platform admin. */
    public Uni<Void> remember(String token) {
        return pool.preparedQuery("insert into freshet.admin_token (hash, expires_at)"
                        + " select $1, now() + interval '1 day' where" + NO_ADMIN + " on conflict do nothing")
                .execute(Tuple.of(hash(token)))
                .replaceWithVoid();
    }

    /** Spends a token; false when it is unknown, old or spent, or when there is a platform admin already. */
    public Uni<Boolean> spend(String token, Caller caller) {
        return pool.withTransaction(connection -> connection
                .preparedQuery("update freshet.admin_token set spent_at = now(), issuer = $2, subject = $3"
                        + " where hash = $1 and spent_at is null and expires_at > now() and" + NO_ADMIN)
                .execute(Tuple.of(hash(token), caller.issuer(), caller.subject()))
                .chain(spent -> spent.rowCount() == 0
                        ? Uni.createFrom().item(false)
                        : appoint(connection, caller).replaceWith(true)));
    }

    private static Uni<Void> appoint(SqlConnection connection, Caller caller) {
        return connection
                .preparedQuery("insert into freshet.platform_admin (issuer, subject) values ($1, $2)")
                .execute(Tuple.of(caller.issuer(), caller.subject()))
                .replaceWithVoid();
    }

    private static Buffer hash(String token) {
        try {
            return Buffer.buffer(
                    MessageDigest.getInstance("SHA-256").digest(token.strip().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
