package dev.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** What goes wrong outside of any resource looks like what goes wrong inside. */
@QuarkusTest
@QuarkusTestResource(World.class)
class ProblemsTest {
    private static final String ALL = "/api/v1/tenants/acme/pipelines";
    private final Client admin = Client.as("acme-admin");

    private static void isProblem(Client.Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.json().path("request_id").asText()).isEqualTo(answer.header("X-Request-Id"));
        assertThat(answer.json().fieldNames()).toIterable().contains("type", "title", "detail", "retryable");
    }

    @Test
    void unknownPathsVerbsAndTypes() {
        isProblem(admin.get("/api/v1/nothing"), 404, "not_found");
        isProblem(admin.get("/api/v2/me"), 404, "not_found");
        isProblem(admin.get("/api/v1/tenants/acme/nothing"), 404, "not_found");
        isProblem(admin.get(ALL + "/"), 404, "not_found");
        isProblem(admin.get("/nothing-at-all"), 404, "not_found");
        Client.Answer verb = admin.send("DELETE", ALL, null);
        isProblem(verb, 405, "method_not_allowed");
        assertThat(verb.header("Allow")).isEqualTo("GET, POST");
        isProblem(admin.get(ALL, "Accept", "image/png"), 406, "not_acceptable");
        isProblem(admin.send("PUT", ALL + "/x", "<a/>", "Content-Type", "text/xml"), 415, "unsupported_media_type");
        isProblem(admin.send("PUT", ALL + "/x", "body without a type"), 415, "unsupported_media_type");
    }

    @Test
    void unknownParametersAndFieldsNameTheirPlace() {
        Client.Answer parameter = admin.get(ALL + "?colour=red&page_size=3");
        isProblem(parameter, 400, "unknown_parameter");
        assertThat(parameter.json().at("/errors/0/pointer").asText()).isEqualTo("colour");
        Client.Answer field = admin.json("POST", "/api/v1/tenants/acme/secrets", "{\"name\": \"abc\",\n \"valu\": 1}");
        isProblem(field, 400, "unknown_field");
        assertThat(field.json().at("/errors/0/pointer").asText()).isEqualTo("/valu");
        assertThat(field.json().at("/errors/0/line").asInt()).isEqualTo(2);
        isProblem(admin.json("POST", "/api/v1/tenants/acme/secrets", "{\"name\": "), 400, "malformed");
        isProblem(
                admin.json("POST", "/api/v1/tenants/acme/secrets", "{\"value\":\"a\",\"value\":\"b\"}"),
                400,
                "malformed");
        isProblem(admin.json("POST", "/api/v1/tenants/acme/secrets", ""), 400, "malformed");
    }

    @Test
    void tooLargeSaysHowMuchIsAllowed() {
        String body = "x".repeat((1 << 20) + 1);
        Client.Answer answer = admin.send("PUT", ALL + "/x", body, "Content-Type", "application/yaml");
        isProblem(answer, 413, "too_large");
        assertThat(answer.json().path("max_bytes").asLong()).isEqualTo(1 << 20);
        Client.Answer push = admin.send(
                "POST", ALL + "/x/tables/t/records", "x".repeat((8 << 20) + 1), "Content-Type", "application/x-ndjson");
        isProblem(push, 413, "too_large");
        assertThat(push.json().path("max_bytes").asLong()).isEqualTo(8 << 20);
    }

    @Test
    void pathsAreTakenOnlyOnce() {
        Client stranger = Client.as("globex-admin");
        isProblem(stranger.get("/api/v1/tenants/globex/../acme/pipelines"), 404, "not_found");
        isProblem(stranger.get("/api/v1/tenants/globex%2F..%2Facme/pipelines"), 404, "not_found");
        isProblem(stranger.get("/api/v1/tenants/%61cme/pipelines"), 404, "not_found");
    }

    @Test
    void operationsAreOpen() {
        assertThat(Client.nobody().get("/q/health/live").status()).isEqualTo(200);
        assertThat(Client.nobody().get("/q/health/ready").status()).isEqualTo(200);
        assertThat(Client.nobody().get("/q/metrics").raw().body()).contains("jvm_");
    }
}
