package dev.freshet.server.rest;

import dev.freshet.server.access.Access;
import dev.freshet.server.tenant.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Pipelines as named documents. */
@Path("/api/v1/tenants/{tenant}/pipelines")
public class PipelinesResource {
    private final PipelineChanges changes;
    private final PipelineReads reads;

    public PipelinesResource(PipelineChanges changes, PipelineReads reads) {
        this.changes = changes;
        this.reads = reads;
    }

    @GET
    @Access(scope = "pipelines:read")
    @Operation(operationId = "listPipelines", summary = "Pipelines by name")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Shapes.Pipelines.class)))
    public Uni<Response> list(
            @QueryParam("page_size") @Nullable Integer pageSize,
            @QueryParam("page_token") @Nullable String pageToken,
            @Context RoutingContext http) {
        return reads.list(Call.of(http)).map(Reply::response);
    }

    @POST
    @Consumes({"application/json", "application/yaml"})
    @Access(scope = "pipelines:write", role = Role.EDITOR)
    @Operation(operationId = "createPipeline", summary = "Create a pipeline from its document")
    @APIResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = Shapes.Pipeline.class)))
    public Uni<Response> create(@Context RoutingContext http) {
        return changes.create(Call.of(http)).map(Reply::response);
    }

    @GET
    @Path("/{pipeline}")
    @Access(scope = "pipelines:read")
    @Operation(operationId = "getPipeline", summary = "A pipeline with its status")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Shapes.Pipeline.class)))
    public Uni<Response> get(@Context RoutingContext http) {
        return reads.get(Call.of(http)).map(Reply::response);
    }

    @PUT
    @Path("/{pipeline}")
    @Consumes({"application/json", "application/yaml"})
    @Access(scope = "pipelines:write", role = Role.EDITOR)
    @Operation(operationId = "putPipeline", summary = "Create or replace a pipeline by its document")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Shapes.Pipeline.class)))
    @APIResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = Shapes.Pipeline.class)))
    public Uni<Response> put(@Context RoutingContext http) {
        return changes.put(Call.of(http)).map(Reply::response);
    }

    @PATCH
    @Path("/{pipeline}")
    @Consumes({"application/merge-patch+json", "application/json"})
    @Access(scope = "pipelines:write", role = Role.EDITOR)
    @Operation(operationId = "patchPipeline", summary = "Change parts of a pipeline (JSON merge patch)")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Shapes.Pipeline.class)))
    public Uni<Response> patch(@Context RoutingContext http) {
        return changes.patch(Call.of(http)).map(Reply::response);
    }

    @DELETE
    @Path("/{pipeline}")
    @Access(scope = "pipelines:write", role = Role.EDITOR)
    @Operation(
            operationId = "deletePipeline",
            summary = "Stop and delete a pipeline; its history stays until retention")
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = Shapes.Operation.class)))
    @APIResponse(responseCode = "204", description = "Deleted before")
    public Uni<Response> delete(@QueryParam("purge") @Nullable Boolean purge, @Context RoutingContext http) {
        return changes.delete(Call.of(http)).map(Reply::response);
    }
}
