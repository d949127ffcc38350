package dev.freshet.server.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The console's way in. The sign-in itself is the framework's: whoever arrives here without a session is sent to the
 * identity provider first and comes back to the same address. The way out, /auth/logout, is the framework's whole.
 */
@Path("/auth")
public class AuthResource {

    @GET
    @Path("/login")
    @Operation(hidden = true)
    public Response login(@QueryParam("return_to") @Nullable String returnTo) {
        return Response.status(302)
                .header("Location", target(returnTo))
                .header("Cache-Control", "no-store")
                .build();
    }

    /** Only paths of this service: anything else would make us a springboard to foreign pages. */
    static String target(@Nullable String returnTo) {
        if (returnTo == null || !returnTo.startsWith("/") || returnTo.startsWith("//") || returnTo.contains("\\")) {
            return "/";
        }
        try {
            URI uri = URI.create(returnTo);
            return uri.isAbsolute() || uri.getAuthority() != null ? "/" : returnTo;
        } catch (IllegalArgumentException e) {
            return "/";
        }
    }
}
