package dev.freshet.server.rest;

import dev.freshet.server.access.Access;
import dev.freshet.server.tenant.Role;
import dev.freshet.server.wiring.db.Database;
import dev.freshet.server.wiring.db.DatabaseTime;
import dev.freshet.server.wiring.db.OperationRow;
import dev.freshet.server.wiring.db.Operations;
import dev.freshet.server.wiring.db.Pipelines;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Actions as things that are created, watched and finished. */
@Path("/api/v1/tenants/{tenant}")
public class OperationsResource {
    private final OperationStarts starts;
    private final Database database;
    private final Pipelines pipelines;
    private final Operations operations;
    private final PageTokens tokens;

    public OperationsResource(
            OperationStarts starts, Database database, Pipelines pipelines, Operations operations, PageTokens tokens) {
        this.starts = starts;
        this.database = database;
        this.pipelines = pipelines;
        this.operations = operations;
        this.tokens = tokens;
    }

    @POST
    @Path("/pipelines/{pipeline}/operations")
    @Access(scope = "pipelines:operate", role = Role.OPERATOR)
    @Operation(
            operationId = "createOperation",
            summary =
                    "START, STOP, PAUSE, RESUME, RESTART, CHECKPOINT, FORK_AT_EPOCH {epoch, name} or ROLLBACK {version}; Prefer: wait=N waits for its end")
    @RequestBody(content = @Content(schema = @Schema(implementation = Shapes.OperationCreate.class)))
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = Shapes.Operation.class)))
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Shapes.Operation.class)))
    public Uni<Response> create(@Context RoutingContext http) {
        return starts.create(Call.of(http)).map(Reply::response);
    }

    @GET
    @Path("/pipelines/{pipeline}/operations")
    @Access(scope = "pipelines:read")
    @Operation(operationId = "listOperations", summary = "A pipeline's operations, newest first")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Shapes.Operations.class)))
    public Uni<Response> list(
            @QueryParam("page_size") @Nullable Integer pageSize,
            @QueryParam("page_token") @Nullable String pageToken,
            @Context RoutingContext http) {
        Call call = Call.of(http);
        String after = tokens.after(call);
        Instant before = after.isEmpty() ? DatabaseTime.now().plusSeconds(3600) : Instant.parse(after);
        return database.in(
                        call.scope(),
                        session -> pipelines
                                .get(session, call.scope(), call.param("pipeline"))
                                .chain(row -> operations.page(session, row.uid, before, PageTokens.size(call) + 1)))
                .map(rows -> tokens.<OperationRow>cut(call, rows, row -> row.createdAt.toString()))
                .map(page -> Reply.ok(new Shapes.Operations(
                                page.items().stream().map(Views::operation).toList(), page.nextPageToken()))
                        .response());
    }

    @GET
    @Path("/operations/{operation}")
    @Access(scope = "pipelines:read")
    @Operation(operationId = "getOperation", summary = "How far an operation is; Prefer: wait=N waits for its end")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Shapes.Operation.class)))
    public Uni<Response> get(@Context RoutingContext http) {
        Call call = Call.of(http);
        return starts.finished(call, call.param("operation"))
                .map(row -> Reply.ok(Views.operation(row)).response());
    }
}
