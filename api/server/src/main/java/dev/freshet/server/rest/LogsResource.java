package dev.freshet.server.rest;

import dev.freshet.server.access.Access;
import dev.freshet.server.access.Access.Handling;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Declares the log of a pipeline's workers; {@link LogStream} answers. */
@Path("/api/v1/tenants/{tenant}/pipelines/{pipeline}/logs")
public class LogsResource {

    @GET
    @Produces({"text/plain", "text/event-stream"})
    @Access(scope = "pipelines:read", handling = Handling.STREAM)
    @Operation(
            operationId = "getLogs",
            summary = "The last lines of the newest worker's log; follow=true goes on as server-sent events")
    @APIResponse(responseCode = "200", description = "Lines")
    public String logs(@QueryParam("tail") @Nullable Integer tail, @QueryParam("follow") @Nullable Boolean follow) {
        throw new IllegalStateException("the log stream answers this");
    }
}
