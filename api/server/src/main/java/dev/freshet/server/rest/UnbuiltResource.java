package dev.freshet.server.rest;

import dev.freshet.server.access.Access;
import dev.freshet.server.access.Access.Handling;
import dev.freshet.server.tenant.Role;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** What the contract promises and nobody has built: 501, but only to those who may ask. The gate answers. */
@Path("/api/v1/tenants/{tenant}")
@APIResponse(responseCode = "501", description = "Not built yet")
public class UnbuiltResource {

    private static String unbuilt() {
        throw new IllegalStateException("the gate answers this");
    }

    @POST
    @Path("/pipelines/{pipeline}/answer")
    @Access(scope = "data:read", handling = Handling.NOT_BUILT)
    @Operation(operationId = "answer", summary = "An answer with citations")
    public String answer() {
        return unbuilt();
    }

    @GET
    @Path("/pipelines/{pipeline}/lineage/{id}")
    @Access(scope = "data:read", handling = Handling.NOT_BUILT)
    @Operation(operationId = "getLineage", summary = "From a row back to source records, and forward")
    public String lineage() {
        return unbuilt();
    }

    @GET
    @Path("/pipelines/{pipeline}/events")
    @Access(scope = "pipelines:read", handling = Handling.NOT_BUILT)
    @Operation(operationId = "streamEvents", summary = "What happens to a pipeline, as server-sent events")
    public String events() {
        return unbuilt();
    }

    @POST
    @Path("/pipelines/{pipeline}/bad-records/replay")
    @Access(scope = "pipelines:operate", role = Role.OPERATOR, handling = Handling.NOT_BUILT)
    @Operation(operationId = "replayBadRecords", summary = "Push bad records again")
    public String replay() {
        return unbuilt();
    }

    @GET
    @Path("/members")
    @Access(scope = "admin:read", role = Role.ADMIN, handling = Handling.NOT_BUILT)
    @Operation(operationId = "listMembers", summary = "Members of the tenant")
    public String members() {
        return unbuilt();
    }

    @POST
    @Path("/members")
    @Access(scope = "admin:write", role = Role.ADMIN, handling = Handling.NOT_BUILT)
    @Operation(operationId = "createMember", summary = "Add a member")
    public String addMember() {
        return unbuilt();
    }

    @PUT
    @Path("/members/{member}")
    @Access(scope = "admin:write", role = Role.ADMIN, handling = Handling.NOT_BUILT)
    @Operation(operationId = "putMember", summary = "Change a member")
    public String putMember() {
        return unbuilt();
    }

    @DELETE
    @Path("/members/{member}")
    @Access(scope = "admin:write", role = Role.ADMIN, handling = Handling.NOT_BUILT)
    @Operation(operationId = "deleteMember", summary = "Remove a member")
    public String removeMember() {
        return unbuilt();
    }

    @GET
    @Path("/role-bindings")
    @Access(scope = "admin:read", role = Role.ADMIN, handling = Handling.NOT_BUILT)
    @Operation(operationId = "listRoleBindings", summary = "Who has which role")
    public String roleBindings() {
        return unbuilt();
    }

    @POST
    @Path("/role-bindings")
    @Access(scope = "admin:write", role = Role.ADMIN, handling = Handling.NOT_BUILT)
    @Operation(operationId = "createRoleBinding", summary = "Give a role")
    public String bindRole() {
        return unbuilt();
    }

    @GET
    @Path("/api-keys")
    @Access(scope = "admin:read", role = Role.ADMIN, handling = Handling.NOT_BUILT)
    @Operation(operationId = "listApiKeys", summary = "API keys")
    public String apiKeys() {
        return unbuilt();
    }

    @POST
    @Path("/api-keys")
    @Access(scope = "admin:write", role = Role.ADMIN, handling = Handling.NOT_BUILT)
    @Operation(operationId = "createApiKey", summary = "Make an API key")
    public String createApiKey() {
        return unbuilt();
    }

    @DELETE
    @Path("/api-keys/{key}")
    @Access(scope = "admin:write", role = Role.ADMIN, handling = Handling.NOT_BUILT)
    @Operation(operationId = "deleteApiKey", summary = "Revoke an API key")
    public String deleteApiKey() {
        return unbuilt();
    }

    @GET
    @Path("/quotas")
    @Access(scope = "admin:read", handling = Handling.NOT_BUILT)
    @Operation(operationId = "getQuotas", summary = "Limits and what is used")
    public String quotas() {
        return unbuilt();
    }

    @GET
    @Path("/audit-events")
    @Access(scope = "admin:read", role = Role.ADMIN, handling = Handling.NOT_BUILT)
    @Operation(operationId = "listAuditEvents", summary = "Who did what")
    public String auditEvents() {
        return unbuilt();
    }

    @GET
    @Path("/usage")
    @Access(scope = "admin:read", handling = Handling.NOT_BUILT)
    @Operation(operationId = "getUsage", summary = "What was used")
    public String usage() {
        return unbuilt();
    }
}
