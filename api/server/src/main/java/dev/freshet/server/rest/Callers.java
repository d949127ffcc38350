package dev.freshet.server.rest;

import dev.freshet.server.access.Caller;
import dev.freshet.server.access.Problems;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;

/** Turns a request's token or session into a caller, or refuses with 401; never redirects. */
@ApplicationScoped
public class Callers {
    private static final Logger LOG = Logger.getLogger(Callers.class);
    /** Keycloak's word for what is no access token. */
    private static final Set<String> NOT_FOR_ACCESS = Set.of("ID", "Refresh", "Offline", "Logout");

    private final IdentityProviderManager identities;

    public Callers(IdentityProviderManager identities) {
        this.identities = identities;
    }

    /** Who sends the request. */
    public Uni<Caller> identify(RoutingContext http) {
        boolean session = http.request().getHeader("Authorization") == null;
        return QuarkusHttpUser.getSecurityIdentity(http, identities)
                .onFailure(Callers::isIdentity)
                .transform(Callers::refused)
                .map(identity -> caller(identity, session));
    }

    private static boolean isIdentity(Throwable failure) {
        return failure instanceof AuthenticationException || failure instanceof SecurityException;
    }

    private static Throwable refused(Throwable failure) {
        LOG.debugf("token refused: %s", failure.getMessage());
        return Problems.unauthenticated().refusal();
    }

    private static Caller caller(SecurityIdentity identity, boolean session) {
        if (!(identity.getPrincipal() instanceof JsonWebToken token)
                || token.getSubject() == null
                || token.getIssuer() == null
                || (!session && isForeignKind(token))) {
            throw Problems.unauthenticated().refusal();
        }
        return new Caller(token.getIssuer(), token.getSubject(), name(token), session);
    }

    private static boolean isForeignKind(JsonWebToken token) {
        Object kind = token.getClaim("typ");
        return kind != null && NOT_FOR_ACCESS.contains(kind.toString());
    }

    private static String name(JsonWebToken token) {
        for (String claim : new String[] {"preferred_username", "azp", "client_id"}) {
            Object name = token.getClaim(claim);
            if (name != null) {
                return name.toString();
            }
        }
        return token.getSubject();
    }
}
