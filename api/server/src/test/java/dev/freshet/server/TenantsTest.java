package dev.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(World.class)
class TenantsTest {

    @Test
    void meNamesTheTenantsOfTheCallerAndNoOthers() {
        Client.Answer me = Client.as("acme-editor").get("/api/v1/me");
        assertThat(me.status()).isEqualTo(200);
        assertThat(me.json().path("tenants")).hasSize(1);
        assertThat(me.json().at("/tenants/0/id").asText()).isEqualTo("acme");
        assertThat(me.json().at("/tenants/0/role").asText()).isEqualTo("editor");
        assertThat(me.json().path("platform_admin").asBoolean()).isFalse();
    }

    @Test
    void onlyAPlatformAdminMakesATenantAndBecomesItsAdmin() {
        String body = "{\"id\": \"initech\", \"name\": \"Initech\"}";
        assertThat(Client.as("acme-admin").json("POST", "/api/v1/tenants", body).status())
                .isEqualTo(403);
        Client platform = Client.as("platform");
        Client.Answer made = platform.json("POST", "/api/v1/tenants", body);
        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        assertThat(platform.json("POST", "/api/v1/tenants", body).status()).isEqualTo(409);
        assertThat(platform.get("/api/v1/tenants/initech/pipelines").status()).isEqualTo(200);
        assertThat(platform.get("/api/v1/tenants/acme/pipelines").status()).isEqualTo(404);
        assertThat(platform.json("POST", "/api/v1/tenants", "{\"id\": \"No_Good\"}")
                        .status())
                .isEqualTo(422);
    }
}
