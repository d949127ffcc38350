package dev.freshet.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.server.access.Access;
import dev.freshet.server.pipeline.DefinitionCompiler.Change;
import dev.freshet.server.pipeline.DefinitionCompiler.Compilation;
import dev.freshet.server.pipeline.PipelineDocument;
import dev.freshet.server.wiring.db.Database;
import dev.freshet.server.wiring.db.Pipelines;
import dev.freshet.server.wiring.db.VersionRow;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Compiles without saving. */
@Path("/api/v1/tenants/{tenant}/validate")
public class ValidateResource {
    private final Definitions definitions;
    private final Database database;
    private final Pipelines pipelines;

    public ValidateResource(Definitions definitions, Database database, Pipelines pipelines) {
        this.definitions = definitions;
        this.database = database;
        this.pipelines = pipelines;
    }

    @POST
    @Consumes({"application/json", "application/yaml"})
    @Access(scope = "pipelines:read")
    @Operation(
            operationId = "validate",
            summary = "Check a document: always 200, with what is wrong and what would change")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Shapes.Validation.class)))
    public Uni<Response> validate(@Context RoutingContext http) {
        Call call = Call.of(http);
        return definitions
                .compile(call.scope(), call.body().getBytes(), Definitions.media(call))
                .chain(made -> changes(call, made)
                        .map(changes -> new Shapes.Validation(
                                made.valid(),
                                made.slips(),
                                made.plan() == null ? null : Json.tree(made.plan()),
                                changes)))
                .map(verdict -> Reply.ok(verdict).response());
    }

    private Uni<List<Change>> changes(Call call, Compilation made) {
        ObjectNode document = made.document();
        if (document == null || !made.valid()) {
            return Uni.createFrom().item(List.of());
        }
        String name = String.valueOf(new PipelineDocument(document).name());
        return database.in(call.scope(), session -> before(session, call, name))
                .chain(before ->
                        definitions.changes(call.scope(), before == null ? null : before.document(), document));
    }

    private Uni<@Nullable PipelineDocument> before(Mutiny.Session session, Call call, String name) {
        return pipelines
                .find(session, call.scope(), name)
                .chain(row -> row == null
                        ? Uni.createFrom().nullItem()
                        : session.find(VersionRow.class, new VersionRow.Key(row.tenantId, row.uid, row.version))
                                .map(version -> Views.document(row, version)));
    }
}
