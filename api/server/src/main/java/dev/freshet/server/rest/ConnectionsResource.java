package dev.freshet.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.server.access.Access;
import dev.freshet.server.access.Problem;
import dev.freshet.server.access.Problems;
import dev.freshet.server.deploy.Bootstrap;
import dev.freshet.server.pipeline.Preconditions;
import dev.freshet.server.tenant.Role;
import dev.freshet.server.wiring.db.ConnectionRow;
import dev.freshet.server.wiring.db.Database;
import dev.freshet.server.wiring.db.DatabaseTime;
import dev.freshet.server.wiring.db.SecretRow;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Settings that a tenant's sources and sinks share. */
@Path("/api/v1/tenants/{tenant}/connections")
public class ConnectionsResource {
    private final Database database;
    private final Idempotency idempotency;
    private final Bodies bodies;
    private final PageTokens tokens;

    public ConnectionsResource(Database database, Idempotency idempotency, Bodies bodies, PageTokens tokens) {
        this.database = database;
        this.idempotency = idempotency;
        this.bodies = bodies;
        this.tokens = tokens;
    }

    @GET
    @Access(scope = "connections:read")
    @Operation(operationId = "listConnections", summary = "Connections by name")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Shapes.Connections.class)))
    public Uni<Response> list(
            @QueryParam("page_size") @Nullable Integer pageSize,
            @QueryParam("page_token") @Nullable String pageToken,
            @Context RoutingContext http) {
        Call call = Call.of(http);
        String after = tokens.after(call);
        return database.in(
                        call.scope(),
                        session -> session.createQuery(
                                        "from ConnectionRow where tenantId = :tenant and name > :after order by name",
                                        ConnectionRow.class)
                                .setParameter("tenant", call.tenant())
                                .setParameter("after", after)
                                .setMaxResults(PageTokens.size(call) + 1)
                                .getResultList())
                .map(rows -> tokens.<ConnectionRow>cut(call, rows, row -> row.name))
                .map(page -> Reply.ok(new Shapes.Connections(
                                page.items().stream()
                                        .map(ConnectionsResource::view)
                                        .toList(),
                                page.nextPageToken()))
                        .response());
    }

    @POST
    @Access(scope = "connections:write", role = Role.ADMIN)
    @Operation(operationId = "createConnection", summary = "Make a connection")
    @RequestBody(content = @Content(schema = @Schema(implementation = Shapes.ConnectionPut.class)))
    @APIResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = Shapes.Connection.class)))
    public Uni<Response> create(@Context RoutingContext http) {
        Call call = Call.of(http);
        Shapes.ConnectionPut wanted = bodies.read(call, Shapes.ConnectionPut.class);
        String name = Names.required(wanted.name());
        return idempotency
                .once(
                        call,
                        call.scope(),
                        session -> find(session, call, name).chain(taken -> {
                            if (taken != null) {
                                throw Problems.conflict("exists", "A connection '" + name + "' exists already.")
                                        .refusal();
                            }
                            return save(session, call, name, null, wanted)
                                    .map(row -> Reply.of(201, view(row))
                                            .etag(row.revision)
                                            .header("Location", call.http().normalizedPath() + "/" + name));
                        }))
                .map(Reply::response);
    }

    @GET
    @Path("/{connection}")
    @Access(scope = "connections:read")
    @Operation(operationId = "getConnection", summary = "A connection")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Shapes.Connection.class)))
    public Uni<Response> get(@Context RoutingContext http) {
        Call call = Call.of(http);
        String name = call.param("connection");
        return database.in(call.scope(), session -> find(session, call, name)).map(row -> {
            if (row == null) {
                throw Problems.notFound("connection", name).refusal();
            }
            return Reply.ok(view(row)).etag(row.revision).response();
        });
    }

    @PUT
    @Path("/{connection}")
    @Access(scope = "connections:write", role = Role.ADMIN)
    @Operation(operationId = "putConnection", summary = "Create or replace a connection")
    @RequestBody(content = @Content(schema = @Schema(implementation = Shapes.ConnectionPut.class)))
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Shapes.Connection.class)))
    @APIResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = Shapes.Connection.class)))
    public Uni<Response> put(@Context RoutingContext http) {
        Call call = Call.of(http);
        String name = Names.inPath(call.param("connection"));
        Shapes.ConnectionPut wanted = bodies.read(call, Shapes.ConnectionPut.class);
        Names.same(name, wanted.name());
        return database.in(
                        call.scope(),
                        session -> find(session, call, name).chain(row -> {
                            conditions(call).check(row == null ? null : Preconditions.etag(row.revision));
                            int status = row == null ? 201 : 200;
                            return save(session, call, name, row, wanted)
                                    .map(saved -> Reply.of(status, view(saved)).etag(saved.revision));
                        }))
                .map(Reply::response);
    }

    @DELETE
    @Path("/{connection}")
    @Access(scope = "connections:write", role = Role.ADMIN)
    @Operation(operationId = "deleteConnection", summary = "Delete a connection")
    @APIResponse(responseCode = "204", description = "Gone")
    public Uni<Response> delete(@Context RoutingContext http) {
        Call call = Call.of(http);
        String name = call.param("connection");
        return database.in(
                        call.scope(),
                        session -> find(session, call, name).chain(row -> {
                            if (row == null) {
                                return Uni.createFrom().item(Reply.empty());
                            }
                            conditions(call).check(Preconditions.etag(row.revision));
                            return session.remove(row).replaceWith(Reply.empty());
                        }))
                .map(Reply::response);
    }

    private static Preconditions conditions(Call call) {
        return new Preconditions(call.header("If-Match"), call.header("If-None-Match"));
    }

    private static Uni<@Nullable ConnectionRow> find(Mutiny.Session session, Call call, String name) {
        return session.find(ConnectionRow.class, new ConnectionRow.Key(call.tenant(), name));
    }

    private static Uni<ConnectionRow> save(
            Mutiny.Session session, Call call, String name, @Nullable ConnectionRow old, Shapes.ConnectionPut wanted) {
        ConnectionRow row = old == null ? new ConnectionRow() : old;
        if (old == null) {
            row.tenantId = call.tenant();
            row.name = name;
            row.createdAt = DatabaseTime.now();
        }
        row.connector = connector(wanted);
        row.settings = settings(wanted);
        row.description = wanted.description();
        row.revision++;
        row.updatedAt = DatabaseTime.now();
        return secretsExist(session, call.tenant(), Bootstrap.referred(row.settings))
                .chain(checked ->
                        old == null ? session.persist(row) : Uni.createFrom().voidItem())
                .replaceWith(row);
    }

    /** A reference to nothing would only be noticed when a worker starts. */
    private static Uni<Void> secretsExist(Mutiny.Session session, String tenant, List<String> names) {
        if (names.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        String name = names.getFirst();
        return session.find(SecretRow.class, new SecretRow.Key(tenant, name)).chain(found -> {
            if (found == null) {
                throw Problems.unprocessable(
                                "/settings", "unknown_secret", "There is no secret '" + name + "'.", "Set it first.")
                        .refusal();
            }
            return secretsExist(session, tenant, names.subList(1, names.size()));
        });
    }

    private static String connector(Shapes.ConnectionPut wanted) {
        if (wanted.connector() == null || !Catalog.isConnectable(wanted.connector())) {
            throw Problems.unprocessable(
                            "/connector",
                            "unknown_connector",
                            "There is no connector '" + wanted.connector() + "'.",
                            "Known: " + String.join(", ", Catalog.connectable()))
                    .refusal();
        }
        return wanted.connector();
    }

    private static String settings(Shapes.ConnectionPut wanted) {
        JsonNode settings = wanted.settings();
        if (settings == null || settings.isNull()) {
            return "{}";
        }
        if (!settings.isObject()) {
            throw Problem.of(400, "malformed", "Bad request", "'settings' is an object.")
                    .errors(List.of(Problem.Slip.at("/settings", "malformed", "'settings' is an object.", null)))
                    .refusal();
        }
        return settings.toString();
    }

    private static Shapes.Connection view(ConnectionRow row) {
        return new Shapes.Connection(
                row.name, row.connector, row.description, Json.tree(row.settings), row.createdAt, row.updatedAt);
    }
}
