package dev.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.stack.TestPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(World.class)
class SecretsTest {
    private static final String ALL = "/api/v1/tenants/acme/secrets";
    private static final String CANARY = "canary-4711-value";
    private final Client admin = Client.as("acme-admin");

    @Test
    void aSecretGoesInAndNeverComesOut() throws SQLException {
        Client.Answer made = admin.json("PUT", ALL + "/kafka-password", "{\"value\": \"" + CANARY + "\"}");
        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        assertThat(made.json().path("secret_version").asInt()).isEqualTo(1);
        Client.Answer again = admin.json("PUT", ALL + "/kafka-password", "{\"value\": \"" + CANARY + "\"}");
        assertThat(again.json().path("secret_version").asInt()).isEqualTo(2);
        String shown = made.raw().body()
                + admin.get(ALL).raw().body()
                + admin.get(ALL + "/kafka-password").raw().body();
        assertThat(shown).contains("kafka-password").doesNotContain(CANARY);
        try (Connection connection = TestPostgres.shared().connect(World.database());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select sealed from freshet.secret")) {
            while (rows.next()) {
                assertThat(new String(rows.getBytes(1), StandardCharsets.ISO_8859_1))
                        .doesNotContain(CANARY);
            }
        }
        assertThat(admin.send("DELETE", ALL + "/kafka-password", null).status()).isEqualTo(204);
        assertThat(admin.send("DELETE", ALL + "/kafka-password", null).status()).isEqualTo(204);
        assertThat(admin.get(ALL + "/kafka-password").status()).isEqualTo(404);
    }

    @Test
    void connectionsHoldReferencesAndAreCheckedInDefinitions() {
        String path = "/api/v1/tenants/acme/connections";
        String body = "{\"connector\": \"kafka\", \"settings\": {\"bootstrap_servers\": \"127.0.0.1:9\"}}";
        Client.Answer made = admin.json("PUT", path + "/prod-kafka", body);
        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        assertThat(admin.json("PUT", path + "/prod-kafka", body).status()).isEqualTo(428);
        assertThat(admin.json("PUT", path + "/prod-kafka", body, "If-Match", made.header("ETag"))
                        .status())
                .isEqualTo(200);
        assertThat(admin.get(path)
                        .json()
                        .at("/items/0/settings/bootstrap_servers")
                        .asText())
                .isEqualTo("127.0.0.1:9");
        assertThat(admin.json("PUT", path + "/other", "{\"connector\": \"carrier-pigeon\"}")
                        .status())
                .isEqualTo(422);
        Client.Answer dangling = admin.json(
                "PUT", path + "/other", "{\"connector\": \"kafka\", \"settings\": {\"password\": \"${secret:nope}\"}}");
        assertThat(dangling.code()).isEqualTo("unknown_secret");
        assertThat(Client.as("globex-admin")
                        .get("/api/v1/tenants/globex/connections")
                        .json()
                        .path("items"))
                .isEmpty();
        String source = """
                api_version: freshet/v1
                kind: Pipeline
                metadata: {name: from-kafka}
                spec:
                  sources:
                    orders: {connector: kafka, topic: orders, connection: %s, format: json, columns: {id: BIGINT}}
                  sql: CREATE VIEW v AS SELECT id FROM orders;
                """;
        String pipeline = "/api/v1/tenants/acme/pipelines/from-kafka";
        assertThat(admin.send("PUT", pipeline, source.formatted("nowhere"), "Content-Type", "application/yaml")
                        .status())
                .isEqualTo(422);
        Client.Answer put =
                admin.send("PUT", pipeline, source.formatted("prod-kafka"), "Content-Type", "application/yaml");
        assertThat(put.status()).as(put.raw().body()).isEqualTo(201);
    }
}
