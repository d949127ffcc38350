package dev.freshet.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.server.access.Access;
import dev.freshet.server.access.Problems;
import dev.freshet.server.wiring.db.Database;
import dev.freshet.server.wiring.db.DeploymentRow;
import dev.freshet.server.wiring.db.History;
import dev.freshet.server.wiring.db.Ledger;
import dev.freshet.server.wiring.db.PipelineRow;
import dev.freshet.server.wiring.db.Pipelines;
import dev.freshet.server.wiring.db.VersionRow;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.function.BiFunction;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What has become of a pipeline: versions, deployments, epochs, tables in the lake, bad records. */
@Path("/api/v1/tenants/{tenant}/pipelines/{pipeline}")
public class HistoryResource {
    private final Database database;
    private final Pipelines pipelines;
    private final Ledger ledger;
    private final History history;
    private final PageTokens tokens;
    private final Definitions definitions;

    @SuppressWarnings("TooManyParameters")
    public HistoryResource(
            Database database,
            Pipelines pipelines,
            Ledger ledger,
            History history,
            PageTokens tokens,
            Definitions definitions) {
        this.database = database;
        this.pipelines = pipelines;
        this.ledger = ledger;
        this.history = history;
        this.tokens = tokens;
        this.definitions = definitions;
    }

    @GET
    @Path("/versions")
    @Access(scope = "pipelines:read")
    @Operation(operationId = "listVersions", summary = "Immutable definitions, newest first")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Shapes.Versions.class)))
    public Uni<Response> versions(
            @QueryParam("page_size") @Nullable Integer pageSize,
            @QueryParam("page_token") @Nullable String pageToken,
            @Context RoutingContext http) {
        Call call = Call.of(http);
        int below = (int) below(call);
        return of(
                call,
                (session, row) -> ledger.of(session, row.uid)
                        .chain(standing -> session.createQuery(
                                        "from VersionRow where pipelineUid = :uid and version < :below order by version desc",
                                        VersionRow.class)
                                .setParameter("uid", row.uid)
                                .setParameter("below", below)
                                .setMaxResults(PageTokens.size(call) + 1)
                                .getResultList()
                                .map(rows -> tokens.<VersionRow>cut(call, rows, one -> Integer.toString(one.version)))
                                .map(page -> new Shapes.Versions(
                                        page.items().stream()
                                                .map(one -> Views.version(one, standing.version()))
                                                .toList(),
                                        page.nextPageToken()))));
    }

    @GET
    @Path("/versions/{version}")
    @Access(scope = "pipelines:read")
    @Operation(operationId = "getVersion", summary = "One definition")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Shapes.Version.class)))
    public Uni<Response> version(@Context RoutingContext http) {
        Call call = Call.of(http);
        return of(
                call,
                (session, row) -> ledger.of(session, row.uid)
                        .chain(standing -> version(session, row, call.param("version"))
                                .map(one -> Views.version(one, standing.version()))));
    }

    @GET
    @Path("/versions/{version}/diff")
    @Access(scope = "pipelines:read")
    @Operation(operationId = "diffVersion", summary = "What a version changes against another (the one before it)")
    @APIResponse(responseCode = "200", description = "{version, against, changes: [{object, kind, effect}]}")
    public Uni<Response> diff(@QueryParam("against") @Nullable Integer against, @Context RoutingContext http) {
        Call call = Call.of(http);
        return database.in(
                        call.scope(),
                        session -> pipelines
                                .get(session, call.scope(), call.param("pipeline"))
                                .chain(row -> pair(session, call, row)))
                .chain(pair -> definitions
                        .changes(call.scope(), pair.base(), pair.document())
                        .map(changes -> Reply.ok(new Shapes.Diff(pair.version(), pair.against(), changes))
                                .response()));
    }

    private record Pair(int version, ObjectNode document, int against, ObjectNode base) {}

    private static Uni<Pair> pair(Mutiny.Session session, Call call, PipelineRow row) {
        return version(session, row, call.param("version")).chain(one -> {
            int other = (int) call.number("against", Math.max(1, one.version - 1), 1, Integer.MAX_VALUE);
            return version(session, row, Integer.toString(other))
                    .map(base -> new Pair(
                            one.version,
                            Views.document(row, one).document(),
                            base.version,
                            Views.document(row, base).document()));
        });
    }

    @GET
    @Path("/deployments")
    @Access(scope = "pipelines:read")
    @Operation(operationId = "listDeployments", summary = "What ran when, newest first")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Shapes.Deployments.class)))
    public Uni<Response> deployments(
            @QueryParam("page_size") @Nullable Integer pageSize,
            @QueryParam("page_token") @Nullable String pageToken,
            @Context RoutingContext http) {
        Call call = Call.of(http);
        long below = below(call);
        return of(
                call,
                (session, row) -> session.createQuery(
                                "from DeploymentRow where pipelineUid = :uid and generation < :below order by generation desc",
                                DeploymentRow.class)
                        .setParameter("uid", row.uid)
                        .setParameter("below", below)
                        .setMaxResults(PageTokens.size(call) + 1)
                        .getResultList()
                        .map(rows -> tokens.<DeploymentRow>cut(call, rows, one -> Long.toString(one.generation)))
                        .map(page -> new Shapes.Deployments(
                                page.items().stream().map(Views::deployment).toList(), page.nextPageToken())));
    }

    @GET
    @Path("/epochs")
    @Access(scope = "data:read")
    @Operation(operationId = "listEpochs", summary = "Committed epochs, newest first, with counts")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Shapes.Epochs.class)))
    public Uni<Response> epochs(
            @QueryParam("page_size") @Nullable Integer pageSize,
            @QueryParam("page_token") @Nullable String pageToken,
            @Context RoutingContext http) {
        Call call = Call.of(http);
        long below = below(call);
        return of(
                call,
                (session, row) -> history.epochs(session, row.uid, below, PageTokens.size(call) + 1)
                        .map(rows -> tokens.<Object[]>cut(call, rows, one -> String.valueOf(one[0])))
                        .map(page -> new Shapes.Epochs(
                                page.items().stream().map(HistoryViews::epoch).toList(), page.nextPageToken())));
    }

    @GET
    @Path("/lake")
    @Access(scope = "data:read")
    @Operation(operationId = "getLake", summary = "The Iceberg tables that outside readers open")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Shapes.LakeTables.class)))
    public Uni<Response> lake(@Context RoutingContext http) {
        Call call = Call.of(http);
        return of(
                call,
                (session, row) -> ledger.of(session, row.uid)
                        .chain(standing -> history.lakeTables(session, row.uid)
                                .map(tables -> new Shapes.LakeTables(
                                        standing.lake(),
                                        standing.since(),
                                        tables.stream()
                                                .map(one -> new Shapes.LakeTable((String) one[0], (String) one[1]))
                                                .toList()))));
    }

    @GET
    @Path("/bad-records")
    @Access(scope = "data:read")
    @Operation(operationId = "listBadRecords", summary = "Inputs and rows that could not be used, newest first")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Shapes.BadRecords.class)))
    public Uni<Response> badRecords(
            @QueryParam("page_size") @Nullable Integer pageSize,
            @QueryParam("page_token") @Nullable String pageToken,
            @QueryParam("source") @Nullable String source,
            @QueryParam("kind") @Nullable String kind,
            @QueryParam("state") @Nullable String state,
            @Context RoutingContext http) {
        Call call = Call.of(http);
        long below = below(call);
        History.Filter filter = new History.Filter(text(call, "source"), text(call, "kind"), text(call, "state"));
        return of(
                call,
                (session, row) -> history.badRecords(session, row.uid, below, filter, PageTokens.size(call) + 1)
                        .map(rows -> tokens.<Object[]>cut(call, rows, one -> String.valueOf(one[0])))
                        .map(page -> new Shapes.BadRecords(
                                page.items().stream()
                                        .map(HistoryViews::badRecord)
                                        .toList(),
                                page.nextPageToken())));
    }

    private Uni<Response> of(Call call, BiFunction<Mutiny.Session, PipelineRow, Uni<?>> work) {
        return database.in(
                call.scope(),
                session -> pipelines
                        .get(session, call.scope(), call.param("pipeline"))
                        .<Object>chain(row -> work.apply(session, row).map(answer -> (Object) answer))
                        .map(answer -> Reply.ok(answer).response()));
    }

    private static Uni<VersionRow> version(Mutiny.Session session, PipelineRow row, String number) {
        int version = number.matches("\\d{1,9}") ? Integer.parseInt(number) : 0;
        return session.find(VersionRow.class, new VersionRow.Key(row.tenantId, row.uid, version))
                .map(found -> {
                    if (found == null) {
                        throw Problems.notFound("version", number).refusal();
                    }
                    return found;
                });
    }

    private long below(Call call) {
        String after = tokens.after(call);
        return after.isEmpty() ? Integer.MAX_VALUE : Long.parseLong(after);
    }

    private static String text(Call call, String name) {
        String value = call.query(name);
        return value == null ? "" : value;
    }
}
