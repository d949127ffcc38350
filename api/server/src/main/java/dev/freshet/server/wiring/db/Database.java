package dev.freshet.server.wiring.db;

import dev.freshet.server.access.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Transactions of the API's role. The first statement of each names what the row-level policies let it see; the setting
 * ends with the transaction, so a pooled connection carries nothing over.
 */
@ApplicationScoped
public class Database {
    private static final String NAME_SCOPE = "select set_config('app.tenant', :tenant, true),"
            + " set_config('app.issuer', :issuer, true), set_config('app.subject', :subject, true)";
    private final Mutiny.SessionFactory sessions;

    public Database(Mutiny.SessionFactory sessions) {
        this.sessions = sessions;
    }

    /** Runs the work in one transaction; a failure rolls it back. Must be called on an event loop. */
    public <T> Uni<T> in(Scope scope, Function<Mutiny.Session, Uni<T>> work) {
        return sessions.withTransaction((session, transaction) -> session.createNativeQuery(NAME_SCOPE, Object[].class)
                .setParameter("tenant", scope.tenant())
                .setParameter("issuer", scope.issuer())
                .setParameter("subject", scope.subject())
                .getSingleResult()
                .chain(named -> work.apply(session)));
    }

    /** Runs blocking or long computing elsewhere and comes back to the event loop that called. */
    public static <T> Uni<T> aside(Supplier<T> work) {
        Context context = Vertx.currentContext();
        Uni<T> result = Uni.createFrom()
                .item(work)
                .runSubscriptionOn(io.smallrye.mutiny.infrastructure.Infrastructure.getDefaultWorkerPool());
        return context == null ? result : result.emitOn(task -> context.runOnContext(ignored -> task.run()));
    }

    /** Nothing, after a while, on the event loop that called. */
    public static Uni<Void> later(java.time.Duration delay) {
        Context context = Vertx.currentContext();
        return Uni.createFrom()
                .emitter(emitter -> context.owner()
                        .setTimer(delay.toMillis(), timer -> context.runOnContext(ignored -> emitter.complete(null))));
    }
}
