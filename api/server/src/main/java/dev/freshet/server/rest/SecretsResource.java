package dev.freshet.server.rest;

import dev.freshet.server.access.Access;
import dev.freshet.server.access.Problems;
import dev.freshet.server.secrets.Envelope;
import dev.freshet.server.tenant.Role;
import dev.freshet.server.wiring.db.Database;
import dev.freshet.server.wiring.db.DatabaseTime;
import dev.freshet.server.wiring.db.SecretRow;
import dev.freshet.server.wiring.db.Tenants;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Secrets go in and never come out: what is shown is that there is one, and which version. */
@Path("/api/v1/tenants/{tenant}/secrets")
public class SecretsResource {
    private final Database database;
    private final Tenants tenants;
    private final Idempotency idempotency;
    private final Bodies bodies;
    private final PageTokens tokens;

    public SecretsResource(
            Database database, Tenants tenants, Idempotency idempotency, Bodies bodies, PageTokens tokens) {
        this.database = database;
        this.tenants = tenants;
        this.idempotency = idempotency;
        this.bodies = bodies;
        this.tokens = tokens;
    }

    @GET
    @Access(scope = "connections:read")
    @Operation(operationId = "listSecrets", summary = "Secrets by name, without their values")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Shapes.Secrets.class)))
    public Uni<Response> list(
            @QueryParam("page_size") @Nullable Integer pageSize,
            @QueryParam("page_token") @Nullable String pageToken,
            @Context RoutingContext http) {
        Call call = Call.of(http);
        String after = tokens.after(call);
        return database.in(
                        call.scope(),
                        session -> session.createQuery(
                                        "from SecretRow where tenantId = :tenant and name > :after order by name",
                                        SecretRow.class)
                                .setParameter("tenant", call.tenant())
                                .setParameter("after", after)
                                .setMaxResults(PageTokens.size(call) + 1)
                                .getResultList())
                .map(rows -> tokens.<SecretRow>cut(call, rows, row -> row.name))
                .map(page -> Reply.ok(new Shapes.Secrets(
                                page.items().stream().map(SecretsResource::view).toList(), page.nextPageToken()))
                        .response());
    }

    @POST
    @Access(scope = "secrets:write", role = Role.ADMIN)
    @Operation(operationId = "createSecret", summary = "Make a secret")
    @RequestBody(content = @Content(schema = @Schema(implementation = Shapes.SecretPut.class)))
    @APIResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = Shapes.Secret.class)))
    public Uni<Response> create(@Context RoutingContext http) {
        Call call = Call.of(http);
        Shapes.SecretPut wanted = bodies.read(call, Shapes.SecretPut.class);
        String name = Names.required(wanted.name());
        return idempotency
                .once(
                        call,
                        call.scope(),
                        session -> find(session, call, name).chain(taken -> {
                            if (taken != null) {
                                throw Problems.conflict("exists", "A secret '" + name + "' exists already.")
                                        .refusal();
                            }
                            return save(session, call, name, null, value(wanted))
                                    .map(row -> Reply.of(201, view(row))
                                            .etag(row.version)
                                            .header("Location", call.http().normalizedPath() + "/" + name));
                        }))
                .map(Reply::response);
    }

    @GET
    @Path("/{secret}")
    @Access(scope = "connections:read")
    @Operation(operationId = "getSecret", summary = "A secret, without its value")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Shapes.Secret.class)))
    public Uni<Response> get(@Context RoutingContext http) {
        Call call = Call.of(http);
        String name = call.param("secret");
        return database.in(call.scope(), session -> find(session, call, name)).map(row -> {
            if (row == null) {
                throw Problems.notFound("secret", name).refusal();
            }
            return Reply.ok(view(row)).etag(row.version).response();
        });
    }

    /** Without If-Match on purpose: nobody can know a secret's present value, so there is nothing to overwrite unseen. */
    @PUT
    @Path("/{secret}")
    @Access(scope = "secrets:write", role = Role.ADMIN)
    @Operation(operationId = "putSecret", summary = "Set a secret; running workers get it at their next start")
    @RequestBody(content = @Content(schema = @Schema(implementation = Shapes.SecretPut.class)))
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Shapes.Secret.class)))
    @APIResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = Shapes.Secret.class)))
    public Uni<Response> put(@Context RoutingContext http) {
        Call call = Call.of(http);
        String name = Names.inPath(call.param("secret"));
        Shapes.SecretPut wanted = bodies.read(call, Shapes.SecretPut.class);
        Names.same(name, wanted.name());
        return database.in(
                        call.scope(),
                        session -> find(session, call, name).chain(row -> {
                            int status = row == null ? 201 : 200;
                            return save(session, call, name, row, value(wanted))
                                    .map(saved -> Reply.of(status, view(saved)).etag(saved.version));
                        }))
                .map(Reply::response);
    }

    @DELETE
    @Path("/{secret}")
    @Access(scope = "secrets:write", role = Role.ADMIN)
    @Operation(operationId = "deleteSecret", summary = "Delete a secret")
    @APIResponse(responseCode = "204", description = "Gone")
    public Uni<Response> delete(@Context RoutingContext http) {
        Call call = Call.of(http);
        return database.in(
                        call.scope(),
                        session -> find(session, call, call.param("secret"))
                                .chain(row -> row == null ? Uni.createFrom().voidItem() : session.remove(row)))
                .map(gone -> Reply.empty().response());
    }

    private static String value(Shapes.SecretPut wanted) {
        if (wanted.value() == null) {
            throw Problems.badRequest("/value", "missing_field", "'value' is missing.", null)
                    .refusal();
        }
        return wanted.value();
    }

    private static Uni<@Nullable SecretRow> find(Mutiny.Session session, Call call, String name) {
        return session.find(SecretRow.class, new SecretRow.Key(call.tenant(), name));
    }

    private Uni<SecretRow> save(Mutiny.Session session, Call call, String name, @Nullable SecretRow old, String value) {
        return tenants.envelope(session, call.scope()).chain(envelope -> {
            SecretRow row = old == null ? new SecretRow() : old;
            if (old == null) {
                row.tenantId = call.tenant();
                row.name = name;
                row.createdAt = DatabaseTime.now();
            }
            row.version++;
            row.sealed = envelope.sealText(value, Envelope.secretPlace(call.tenant(), name, row.version));
            row.updatedAt = DatabaseTime.now();
            return old == null
                    ? session.persist(row).replaceWith(row)
                    : Uni.createFrom().item(row);
        });
    }

    private static Shapes.Secret view(SecretRow row) {
        return new Shapes.Secret(row.name, row.version, row.createdAt, row.updatedAt);
    }
}
