package dev.freshet.server.rest;

import io.quarkus.oidc.TenantResolver;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/** Which of the two doors a request comes through: a token in a header, or the console's cookie. */
@ApplicationScoped
public class OidcDoor implements TenantResolver {
    private static final String COOKIES = "q_session_console";

    @Override
    public String resolve(RoutingContext http) {
        if (http.request().getHeader("Authorization") != null) {
            return "bearer";
        }
        boolean console = http.normalizedPath().startsWith("/auth/") || hasSession(http);
        return console ? "console" : "bearer";
    }

    private static boolean hasSession(RoutingContext http) {
        return http.request().cookies().stream()
                .anyMatch(cookie -> cookie.getName().startsWith(COOKIES));
    }
}
