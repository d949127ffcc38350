package dev.freshet.server.rest;

import dev.freshet.server.access.Access;
import dev.freshet.server.access.Problem;
import dev.freshet.server.access.Problems;
import dev.freshet.server.access.Scope;
import dev.freshet.server.tenant.Role;
import dev.freshet.server.tenant.TenantNames;
import dev.freshet.server.wiring.db.AdminTokens;
import dev.freshet.server.wiring.db.DatabaseTime;
import dev.freshet.server.wiring.db.Members;
import dev.freshet.server.wiring.db.Tenants;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Who the caller is and where it belongs. */
@Path("/api/v1")
public class MeResource {
    private final Members members;
    private final Tenants tenants;
    private final Bodies bodies;
    private final Idempotency idempotency;
    private final AdminTokens adminTokens;

    public MeResource(
            Members members, Tenants tenants, Bodies bodies, Idempotency idempotency, AdminTokens adminTokens) {
        this.members = members;
        this.tenants = tenants;
        this.bodies = bodies;
        this.idempotency = idempotency;
        this.adminTokens = adminTokens;
    }

    @GET
    @Path("/me")
    @Access(scope = "")
    @Operation(operationId = "getMe", summary = "Who am I, and in which tenants")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Shapes.Me.class)))
    public Uni<Response> me(@Context RoutingContext http) {
        Call call = Call.of(http);
        return members.of(call.scope())
                .chain(mine -> members.isPlatformAdmin(call.scope())
                        .map(admin -> new Shapes.Me(
                                call.caller().issuer(),
                                call.caller().subject(),
                                call.caller().name(),
                                admin,
                                views(mine))))
                .map(me -> Reply.ok(me).response());
    }

    @GET
    @Path("/tenants")
    @Access(scope = "")
    @Operation(operationId = "listTenants", summary = "Tenants that I can see")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Shapes.Tenants.class)))
    public Uni<Response> list(
            @QueryParam("page_size") @Nullable Integer pageSize,
            @QueryParam("page_token") @Nullable String pageToken,
            @Context RoutingContext http) {
        Call call = Call.of(http);
        return members.of(call.scope())
                .map(mine -> Reply.ok(new Shapes.Tenants(views(mine), null)).response());
    }

    @POST
    @Path("/tenants")
    @Access(scope = "admin:write")
    @Operation(operationId = "createTenant", summary = "Make a tenant (platform admin); its maker becomes its admin")
    @RequestBody(content = @Content(schema = @Schema(implementation = Shapes.TenantCreate.class)))
    @APIResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = Shapes.Tenant.class)))
    public Uni<Response> create(@Context RoutingContext http) {
        Call call = Call.of(http);
        return members.isPlatformAdmin(call.scope())
                .chain(admin -> {
                    if (!admin) {
                        throw Problem.of(403, "forbidden", "Role missing", "Only a platform admin makes tenants.")
                                .refusal();
                    }
                    return create(call, bodies.read(call, Shapes.TenantCreate.class));
                })
                .map(Reply::response);
    }

    private Uni<Reply> create(Call call, Shapes.TenantCreate wanted) {
        if (wanted.id() == null || !TenantNames.isValid(wanted.id())) {
            throw Problems.unprocessable(
                            "/id", "bad_name", "A tenant's id matches " + TenantNames.ID.pattern() + ".", null)
                    .refusal();
        }
        String name = wanted.name() == null ? wanted.id() : wanted.name();
        Scope scope =
                new Scope(wanted.id(), call.caller().issuer(), call.caller().subject());
        return idempotency.once(
                call,
                scope,
                session -> tenants.create(session, scope, name)
                        .map(made -> Reply.of(
                                        201,
                                        new Shapes.Tenant(wanted.id(), name, Role.ADMIN.word(), DatabaseTime.now()))
                                .header("Location", "/api/v1/tenants/" + wanted.id())));
    }

    @POST
    @Path("/platform-admin")
    @Access(scope = "admin:write")
    @Operation(
            operationId = "claimPlatformAdmin",
            summary = "Become the first platform admin, with the one-time token of the installation")
    @RequestBody(content = @Content(schema = @Schema(implementation = Shapes.AdminClaim.class)))
    @APIResponse(responseCode = "204", description = "The caller is platform admin")
    public Uni<Response> claim(@Context RoutingContext http) {
        Call call = Call.of(http);
        Shapes.AdminClaim claim = bodies.read(call, Shapes.AdminClaim.class);
        return adminTokens
                .spend(claim.token() == null ? "" : claim.token(), call.caller())
                .map(spent -> {
                    if (!spent) {
                        throw Problem.of(
                                        403,
                                        "token_refused",
                                        "Token refused",
                                        "The token is unknown, spent or older than a day, or there is a platform admin"
                                                + " already. Without one: give the service a new FRESHET_ADMIN_TOKEN and"
                                                + " start it again.")
                                .refusal();
                    }
                    return Reply.empty().response();
                });
    }

    private static List<Shapes.Tenant> views(List<Members.Membership> mine) {
        return mine.stream()
                .map(one -> new Shapes.Tenant(
                        one.tenant(), one.name(), one.role().toLowerCase(Locale.ROOT), one.createdAt()))
                .toList();
    }
}
