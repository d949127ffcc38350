package dev.freshet.server.rest;

import dev.freshet.server.access.Access;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** What a definition can be made of; the same for everybody. */
@Path("/api/v1")
public class CatalogResource {

    @GET
    @Path("/connector-types")
    @Access(scope = "")
    @Operation(operationId = "listConnectorTypes", summary = "Connectors with the JSON Schemas of their settings")
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = Shapes.ConnectorTypes.class)))
    public Response connectorTypes() {
        return Reply.ok(new Shapes.ConnectorTypes(Catalog.connectors(), null)).response();
    }

    @GET
    @Path("/templates")
    @Access(scope = "")
    @Operation(operationId = "listTemplates", summary = "Documents to start from")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Shapes.Templates.class)))
    public Response templates() {
        return Reply.ok(new Shapes.Templates(Catalog.templates(), null)).response();
    }

    @GET
    @Path("/schemas/pipeline")
    @Access(scope = "")
    @Operation(operationId = "getPipelineSchema", summary = "The JSON Schema of the pipeline document")
    @APIResponse(responseCode = "200", description = "A JSON Schema")
    public Response pipelineSchema() {
        return Reply.ok(Json.tree(dev.freshet.sql.Definitions.jsonSchema())).response();
    }
}
