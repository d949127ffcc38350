package dev.freshet.server.rest;

import dev.freshet.server.access.Access;
import dev.freshet.server.access.Access.Handling;
import dev.freshet.server.tenant.Role;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/**
 * Declares what the pipeline's worker answers. The gate checks such a call like any other and hands it to the proxy, so
 * none of these methods ever runs.
 */
@Path("/api/v1/tenants/{tenant}/pipelines/{pipeline}")
public class WorkerResource {
    private static final int PUSH_LIMIT = 8 << 20;

    private static String elsewhere() {
        throw new IllegalStateException("the worker answers this");
    }

    @POST
    @Path("/tables/{table}/records")
    @Consumes({"application/x-ndjson", "text/csv"})
    @Produces("application/json")
    @Access(scope = "data:write", role = Role.EDITOR, maxBytes = PUSH_LIMIT, handling = Handling.WORKER)
    @Operation(
            operationId = "pushRecords",
            summary = "Push rows or changes into a table; answers after the commit, or 202 with Prefer: respond-async")
    @APIResponse(responseCode = "200", description = "{accepted, rejected, epoch, completion_token, durable}")
    @APIResponse(responseCode = "202", description = "{completion_token}")
    public String push(@QueryParam("format") @Nullable String format) {
        return elsewhere();
    }

    @GET
    @Path("/tables/{table}/rows")
    @Produces("application/json")
    @Access(scope = "data:read", handling = Handling.WORKER)
    @Operation(operationId = "listTableRows", summary = "Rows of a table")
    @APIResponse(responseCode = "200", description = "{epoch, items, next_page_token}")
    public String tableRows(
            @QueryParam("min_epoch") @Nullable Long minEpoch,
            @QueryParam("as_of_epoch") @Nullable Long asOfEpoch,
            @QueryParam("page_size") @Nullable Integer pageSize,
            @QueryParam("page_token") @Nullable String pageToken,
            @QueryParam("filter") @Nullable String filter) {
        return elsewhere();
    }

    @GET
    @Path("/completions/{token}")
    @Produces("application/json")
    @Access(scope = "data:read", handling = Handling.WORKER)
    @Operation(operationId = "getCompletion", summary = "Whether pushed input is visible, and at which epoch")
    @APIResponse(responseCode = "200", description = "{state, epoch, outputs}")
    public String completion() {
        return elsewhere();
    }

    @GET
    @Path("/views/{view}/rows")
    @Produces("application/json")
    @Access(scope = "data:read", handling = Handling.WORKER)
    @Operation(operationId = "listViewRows", summary = "Rows of a view at one epoch")
    @APIResponse(responseCode = "200", description = "{epoch, items, next_page_token}")
    public String viewRows(
            @QueryParam("min_epoch") @Nullable Long minEpoch,
            @QueryParam("as_of_epoch") @Nullable Long asOfEpoch,
            @QueryParam("page_size") @Nullable Integer pageSize,
            @QueryParam("page_token") @Nullable String pageToken,
            @QueryParam("filter") @Nullable String filter) {
        return elsewhere();
    }

    @GET
    @Path("/views/{view}/changes")
    @Produces("text/event-stream")
    @Access(scope = "data:read", handling = Handling.WORKER)
    @Operation(operationId = "streamViewChanges", summary = "Changes of a view, epoch by epoch, as server-sent events")
    @APIResponse(responseCode = "200", description = "id: {epoch}.{seq}, data {epoch, last, changes: [{op, row}]}")
    public String changes(@QueryParam("snapshot") @Nullable Boolean snapshot) {
        return elsewhere();
    }

    @POST
    @Path("/queries")
    @Produces("application/json")
    @Access(scope = "data:read", handling = Handling.QUERY)
    @Operation(operationId = "query", summary = "An ad-hoc read-only SQL query: {sql, as_of_epoch?, limit?}")
    @APIResponse(responseCode = "200", description = "{epoch, columns, items}")
    public String query() {
        return elsewhere();
    }

    @POST
    @Path("/indexes/{index}/search")
    @Produces("application/json")
    @Access(scope = "data:read", handling = Handling.WORKER)
    @Operation(operationId = "search", summary = "Search an index: {query, k, mode, filter, min_epoch}")
    @APIResponse(responseCode = "200", description = "{epoch, freshness_ms, items}")
    public String search() {
        return elsewhere();
    }

    @GET
    @Path("/indexes/{index}")
    @Produces("application/json")
    @Access(scope = "data:read", handling = Handling.WORKER)
    @Operation(operationId = "getIndex", summary = "An index: model, size, drift, and its pgvector relation")
    @APIResponse(
            responseCode = "200",
            description = "{model, dimensions, metric, rows, pending, drift, relation, columns, epoch}")
    public String index() {
        return elsewhere();
    }

    @GET
    @Path("/indexes/{index}/documents")
    @Produces("application/json")
    @Access(scope = "data:read", handling = Handling.WORKER)
    @Operation(operationId = "listIndexDocuments", summary = "What an index holds, by document")
    @APIResponse(responseCode = "200", description = "{items, next_page_token}")
    public String documents(
            @QueryParam("page_size") @Nullable Integer pageSize,
            @QueryParam("page_token") @Nullable String pageToken,
            @QueryParam("filter") @Nullable String filter) {
        return elsewhere();
    }

    @GET
    @Path("/indexes/{index}/chunks")
    @Produces("application/json")
    @Access(scope = "data:read", handling = Handling.WORKER)
    @Operation(operationId = "listIndexChunks", summary = "What an index holds, by chunk")
    @APIResponse(responseCode = "200", description = "{items, next_page_token}")
    public String chunks(
            @QueryParam("page_size") @Nullable Integer pageSize,
            @QueryParam("page_token") @Nullable String pageToken,
            @QueryParam("filter") @Nullable String filter) {
        return elsewhere();
    }

    @GET
    @Path("/graph")
    @Produces("application/json")
    @Access(scope = "pipelines:read", handling = Handling.WORKER)
    @Operation(operationId = "getGraph", summary = "Operators with rates, lag, rows touched and state bytes")
    @APIResponse(responseCode = "200", description = "{nodes, edges}")
    public String graph() {
        return elsewhere();
    }

    @GET
    @Path("/metrics")
    @Produces({"text/plain", "application/openmetrics-text"})
    @Access(scope = "pipelines:read", handling = Handling.WORKER)
    @Operation(operationId = "getMetrics", summary = "The worker's metrics as Prometheus text")
    @APIResponse(responseCode = "200", description = "Prometheus text")
    public String metrics() {
        return elsewhere();
    }
}
