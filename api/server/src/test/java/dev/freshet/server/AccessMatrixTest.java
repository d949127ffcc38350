package dev.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.server.access.Route;
import dev.freshet.server.access.RouteTable;
import dev.freshet.server.tenant.Role;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.jwt.build.Jwt;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every route × role × tenant, read off the same table that the gate uses. */
@QuarkusTest
@QuarkusTestResource(World.class)
class AccessMatrixTest {
    @Inject
    RouteTable routes;

    private static String path(Route route, String tenant) {
        return route.template().replace("{tenant}", tenant).replaceAll("\\{[^}]+}", "nothing-of-that-name");
    }

    private List<Route> inTenants() {
        return routes.routes().stream().filter(Route::inTenant).toList();
    }

    @Test
    void withoutATokenEverythingIs401() {
        for (Route route : routes.routes()) {
            Client.Answer answer = Client.nobody().send(route.verb(), path(route, "acme"), null);
            assertThat(answer.status()).as(route.toString()).isEqualTo(401);
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
            assertThat(answer.code()).isEqualTo("unauthenticated");
        }
        assertThat(Client.nobody().get("/api/v1/no/such/path").status()).isEqualTo(401);
    }

    @Test
    void anotherTenantIs404WhateverElseIsWrong() {
        Client stranger = Client.as("globex-admin");
        String unknown = stranger.get("/api/v1/tenants/no-such-tenant/pipelines")
                .json()
                .path("detail")
                .asText();
        for (Route route : inTenants()) {
            Client.Answer answer =
                    stranger.send(route.verb(), path(route, "acme") + "?nonsense=1", "not json", "Content-Type", "x/y");
            assertThat(answer.status()).as(route.toString()).isEqualTo(404);
            assertThat(answer.json().path("detail").asText()).isEqualTo(unknown);
        }
        assertThat(stranger.send("DELETE", "/api/v1/tenants/acme/no-such-thing", null)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aMissingRoleIs403BeforeAnyOtherRefusal() {
        for (Route route : inTenants()) {
            for (Role role : Role.values()) {
                if (role.covers(route.role())) {
                    continue;
                }
                Client.Answer answer = Client.as("acme-" + role.word())
                        .send(route.verb(), path(route, "acme") + "?nonsense=1", "not json", "Content-Type", "x/y");
                assertThat(answer.status()).as(role + " " + route).isEqualTo(403);
                assertThat(answer.code()).isEqualTo("forbidden");
            }
        }
    }

    @Test
    void aViewerChangesNothing() {
        for (Route route : inTenants()) {
            boolean reads =
                    route.verb().equals("GET") || route.template().matches(".*/(validate|queries|search|answer)$");
            if (!reads) {
                assertThat(route.role()).as(route.toString()).isNotEqualTo(Role.VIEWER);
            }
        }
    }

    @Test
    void theRightRoleGetsBeyondTheGate() {
        for (Route route : inTenants()) {
            Client.Answer answer =
                    Client.as("acme-" + route.role().word()).send(route.verb(), path(route, "acme"), null);
            assertThat(answer.status()).as(route + " " + answer.raw().body()).isNotIn(401, 403, 500);
        }
    }

    @Test
    void whatIsNotBuiltSaysSo() {
        Client admin = Client.as("acme-admin");
        for (Route route : inTenants()) {
            if (route.handling() == dev.freshet.server.access.Access.Handling.NOT_BUILT) {
                Client.Answer answer = admin.send(route.verb(), path(route, "acme"), null);
                assertThat(answer.status()).as(route.toString()).isEqualTo(501);
                assertThat(answer.code()).isEqualTo("not_implemented");
            }
        }
    }

    @Test
    void tokensThatProveNothingAre401() {
        String good = World.token("acme-admin");
        String body = good.substring(good.indexOf('.'), good.lastIndexOf('.'));
        List<String> bad = List.of(
                "nonsense",
                "eyJhbGciOiJub25lIn0" + body + ".",
                good.substring(0, good.length() - 8) + "AAAAAAAA",
                token("acme-admin", "other-audience", World.issuer(), "Bearer", 300),
                token("acme-admin", World.AUDIENCE, "http://elsewhere", "Bearer", 300),
                token("acme-admin", World.AUDIENCE, World.issuer(), "ID", 300),
                token("acme-admin", World.AUDIENCE, World.issuer(), "Bearer", -300),
                Jwt.issuer(World.issuer())
                        .subject("acme-admin")
                        .audience(World.AUDIENCE)
                        .expiresIn(Duration.ofMinutes(5))
                        .jws()
                        .keyId("test")
                        .sign(World.FOREIGN_KEYS.getPrivate()));
        for (String token : bad) {
            Client.Answer answer = new Client(token).get("/api/v1/me");
            assertThat(answer.status()).as(token).isEqualTo(401);
            assertThat(answer.code()).isEqualTo("unauthenticated");
        }
    }

    private static String token(String subject, String audience, String issuer, String kind, long seconds) {
        long now = System.currentTimeMillis() / 1000;
        return Jwt.issuer(issuer)
                .subject(subject)
                .audience(audience)
                .claim("typ", kind)
                .issuedAt(now - 600)
                .expiresAt(now + seconds)
                .jws()
                .keyId("test")
                .sign(World.KEYS.getPrivate());
    }
}
