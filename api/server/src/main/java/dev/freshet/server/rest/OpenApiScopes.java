package dev.freshet.server.rest;

import dev.freshet.server.access.Access;
import dev.freshet.server.access.Route;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** Writes into the published document what only the route table knows: scopes, roles, path parameters, bodies. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class OpenApiScopes implements OASFilter {
    private static final String SCHEME = "oidc";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getComponents() == null) {
            document.setComponents(OASFactory.createComponents());
        }
        document.getComponents()
                .addSecurityScheme(
                        SCHEME,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.OPENIDCONNECT)
                                .openIdConnectUrl("/.well-known/openid-configuration")
                                .description("A bearer token of the configured issuer, or an API key"));
        for (Route route : Routes.of(Resources.ALL).routes()) {
            PathItem item = document.getPaths().getPathItem(route.template());
            Operation operation = item == null
                    ? null
                    : item.getOperations()
                            .get(PathItem.HttpMethod.valueOf(route.verb().toUpperCase(Locale.ROOT)));
            if (operation != null) {
                complete(operation, route);
            }
        }
        document.getPaths().setPathItems(new TreeMap<>(document.getPaths().getPathItems()));
    }

    private static void complete(Operation operation, Route route) {
        List<String> scopes = route.scope().isEmpty() ? List.of() : List.of(route.scope());
        operation.setSecurity(List.of(OASFactory.createSecurityRequirement().addScheme(SCHEME, scopes)));
        if (route.inTenant()) {
            operation.addExtension("x-freshet-role", route.role().word());
        }
        boolean built = route.handling() != Access.Handling.NOT_BUILT;
        operation.addExtension("x-stability", built ? "beta" : "planned");
        for (String segment : route.segments()) {
            if (segment.startsWith("{")) {
                parameter(operation, segment.substring(1, segment.length() - 1));
            }
        }
        if (!route.consumes().isEmpty() && operation.getRequestBody() == null) {
            operation.setRequestBody(body(route));
        }
        refusals(operation);
    }

    private static void parameter(Operation operation, String name) {
        boolean known = operation.getParameters() != null
                && operation.getParameters().stream().anyMatch(parameter -> name.equals(parameter.getName()));
        if (!known) {
            operation.addParameter(OASFactory.createParameter()
                    .name(name)
                    .in(Parameter.In.PATH)
                    .required(true)
                    .schema(OASFactory.createSchema()
                            .type(List.of(org.eclipse.microprofile.openapi.models.media.Schema.SchemaType.STRING))));
        }
    }

    private static RequestBody body(Route route) {
        var content = OASFactory.createContent();
        for (String type : route.consumes()) {
            content.addMediaType(type, OASFactory.createMediaType().schema(OASFactory.createSchema()));
        }
        return OASFactory.createRequestBody().required(true).content(content);
    }

    private static void refusals(Operation operation) {
        operation
                .getResponses()
                .setDefaultValue(OASFactory.createAPIResponse()
                        .description("A problem: {type, title, status, detail, code, request_id, retryable, errors}")
                        .content(OASFactory.createContent()
                                .addMediaType(ProblemWriter.TYPE, OASFactory.createMediaType())));
    }
}
