package dev.freshet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/** A small pipeline with a table, a view and an index that both tenants have under the same name. */
final class Shop {
    static final String NAME = "shop";

    private static final String DEFINITION = """
            api_version: freshet/v1
            kind: Pipeline
            metadata: {name: shop}
            spec:
              desired_state: RUNNING
              memory: 512Mi
              sources:
                notes:
                  connector: push
                  columns: {id: BIGINT NOT NULL, body: VARCHAR}
                  primary_key: [id]
              sql: CREATE VIEW shown AS SELECT id, body FROM notes;
              indexes:
                kb: {view: shown, key: [id], text: body, embedder: minilm}
            """;

    private Shop() {}

    /** Makes it for a tenant, with one row that is searchable and in the lake. */
    static void open(Api admin, String tenant) {
        String base = "/api/v1/tenants/" + tenant + "/pipelines/" + NAME;
        admin.send("PUT", base, DEFINITION, "Content-Type", "application/yaml", "If-Match", "*")
                .ok();
        Pipelines.until(
                Duration.ofSeconds(90),
                () -> admin.get(base).ok().path("status").path("state").asText(),
                "RUNNING"::equals);
        write(admin, tenant);
        // Something in every kind of table: a bad record, an idempotency key, a checkpoint in the lake.
        admin.send(
                        "POST",
                        base + "/tables/notes/records",
                        "not json\n",
                        "Content-Type",
                        "application/x-ndjson",
                        "Idempotency-Key",
                        "shop-" + System.nanoTime())
                .ok();
        Pipelines.until(
                Duration.ofSeconds(60),
                () -> admin.get(base + "/indexes/kb").body(),
                index -> index.path("rows").asLong() == 1
                        && index.path("pending").asLong() == 0);
        assertThat(admin.post(base + "/operations", "{\"type\":\"CHECKPOINT\"}", "Prefer", "wait=30")
                        .ok()
                        .path("state")
                        .asText())
                .isEqualTo("SUCCEEDED");
        admin.send(
                        "PUT",
                        "/api/v1/tenants/" + tenant + "/secrets/pin",
                        "{\"value\":\"1234\"}",
                        "Content-Type",
                        "application/json")
                .ok();
        admin.send(
                        "PUT",
                        "/api/v1/tenants/" + tenant + "/connections/broker",
                        "{\"connector\":\"kafka\",\"settings\":{\"bootstrap_servers\":\"127.0.0.1:1\"}}",
                        "Content-Type",
                        "application/json",
                        "If-Match",
                        "*")
                .ok();
    }

    /** Writes the row, never the same twice. */
    static void write(Api admin, String tenant) {
        String row = "{\"id\":1,\"body\":\"recipe " + System.nanoTime() + " of " + tenant + "\"}\n";
        String path = "/api/v1/tenants/" + tenant + "/pipelines/" + NAME + "/tables/notes/records";
        admin.send("POST", path, row, "Content-Type", "application/x-ndjson").ok();
    }

    static void close(Api admin, String tenant) {
        String base = "/api/v1/tenants/" + tenant + "/pipelines/" + NAME;
        admin.send("DELETE", base + "?purge=true", null, "If-Match", "*").ok();
        Pipelines.until(Duration.ofSeconds(60), () -> admin.get(base).status(), status -> status == 404);
    }
}
