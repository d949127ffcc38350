package dev.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.freshet.server.access.Route;
import dev.freshet.server.access.RouteTable;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The published document is the one in the repository. After a wanted change: run with -Dopenapi.update=true. */
@QuarkusTest
@QuarkusTestResource(World.class)
class OpenApiTest {
    private static final Path STORED = Path.of("src/main/openapi/openapi.json");

    @Inject
    RouteTable routes;

    @Test
    void theStoredDocumentIsTheServedOne() throws IOException {
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        JsonNode served = Client.nobody().get("/q/openapi?format=json").json();
        if (Boolean.getBoolean("openapi.update")) {
            Files.createDirectories(STORED.getParent());
            Files.writeString(STORED, json.writeValueAsString(served) + "\n");
        }
        assertThat(json.writeValueAsString(served)).isEqualTo(json.writeValueAsString(json.readTree(STORED.toFile())));
    }

    @Test
    void everyRouteIsThereAndNamesItsScopeAndRole() {
        JsonNode served = Client.nobody().get("/q/openapi?format=json").json();
        assertThat(served.path("openapi").asText()).startsWith("3.1");
        for (Route route : routes.routes()) {
            JsonNode operation = served.path("paths")
                    .path(route.template())
                    .path(route.verb().toLowerCase(Locale.ROOT));
            assertThat(operation.isObject()).as(route.toString()).isTrue();
            assertThat(operation.path("operationId").asText())
                    .as(route.toString())
                    .isNotEmpty();
            JsonNode scopes = operation.at("/security/0/oidc");
            assertThat(scopes.isArray()).as(route.toString()).isTrue();
            if (!route.scope().isEmpty()) {
                assertThat(scopes.get(0).asText()).isEqualTo(route.scope());
            }
        }
    }
}
