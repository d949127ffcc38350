package dev.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(World.class)
class PipelinesTest {
    private static final String ALL = "/api/v1/tenants/acme/pipelines";
    private static final String YAML = "application/yaml";
    private final Client editor = Client.as("acme-editor");

    private Client.Answer put(String name, String document, String... headers) {
        return put(editor, name, document, headers);
    }

    private static Client.Answer put(Client client, String name, String document, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = YAML;
        return client.send("PUT", ALL + "/" + name, document, all);
    }

    @Test
    void putCreatesAndTheAnswerHasTheContractsShape() {
        Client.Answer made = put("put-creates", Documents.totals("put-creates"));
        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        assertThat(made.header("ETag")).isEqualTo("\"1\"");
        assertThat(made.json().path("name").asText()).isEqualTo("put-creates");
        assertThat(made.json().path("description").asText()).isEqualTo("Totals by customer");
        assertThat(made.json().at("/spec/desired_state").asText()).isEqualTo("STOPPED");
        assertThat(made.json().at("/spec/sources/orders/connector").asText()).isEqualTo("push");
        assertThat(made.json().at("/status/state").asText()).isEqualTo("STOPPED");
        assertThat(made.json().at("/status/version").asInt()).isEqualTo(1);
        assertThat(made.json().at("/status/lake/epoch").asInt()).isZero();
        assertThat(editor.get(ALL + "/put-creates").json().path("uid"))
                .isEqualTo(made.json().path("uid"));
        assertThat(Client.as("globex-admin")
                        .get("/api/v1/tenants/globex/pipelines/put-creates")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void changingNeedsThePresentEtag() {
        String name = "needs-etag";
        String changed = Documents.document(name, "SELECT customer, COUNT(*) AS n FROM orders GROUP BY customer", "");
        put(name, Documents.totals(name));
        assertThat(put(name, changed).status()).isEqualTo(428);
        assertThat(put(name, changed, "If-Match", "\"99\"").status()).isEqualTo(412);
        assertThat(put(name, changed, "If-None-Match", "*").status()).isEqualTo(412);
        Client.Answer done = put(name, changed, "If-Match", "\"1\"");
        assertThat(done.status()).as(done.raw().body()).isEqualTo(200);
        assertThat(done.header("ETag")).isEqualTo("\"2\"");
        assertThat(put(name, changed, "If-Match", "\"1\"").status()).isEqualTo(412);
        assertThat(put(name, Documents.totals(name), "If-Match", "*").status()).isEqualTo(200);
        assertThat(editor.get(ALL + "/" + name + "/versions").json().path("items"))
                .hasSize(3);
        assertThat(editor.get(ALL + "/" + name + "/versions/2/diff")
                        .json()
                        .at("/changes")
                        .toString())
                .contains("\"object\":\"totals\"", "\"changed\"");
    }

    @Test
    void theSameDocumentMakesNoNewVersionAndNoNewEtag() {
        String name = "same-again";
        put(name, Documents.totals(name));
        Client.Answer again = put(name, Documents.totals(name), "If-Match", "\"1\"");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("ETag")).isEqualTo("\"1\"");
        assertThat(editor.get(ALL + "/" + name + "/versions").json().path("items"))
                .hasSize(1);
    }

    @Test
    void anotherNameThanThePathIs422() {
        Client.Answer answer = put("one-name", Documents.totals("other-name"));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo("/metadata/name");
        assertThat(editor.get(ALL + "/one-name").status()).isEqualTo(404);
    }

    @Test
    void whatCannotBeReadIs400AndWhatIsWrongIs422WithThePlace() {
        Client.Answer slip = put("wrong", "api_version: [oops\nkind");
        assertThat(slip.status()).isEqualTo(400);
        assertThat(slip.json().at("/errors/0/line").asInt()).isPositive();
        Client.Answer field = put("wrong", Documents.document("wrong", "SELECT id FROM orders", "  colour: red\n"));
        assertThat(field.status()).isEqualTo(400);
        assertThat(field.json().at("/errors/0/pointer").asText()).isEqualTo("/spec/colour");
        Client.Answer column = put("wrong", Documents.document("wrong", "SELECT pric FROM orders", ""));
        assertThat(column.status()).as(column.raw().body()).isEqualTo(422);
        assertThat(column.json().at("/errors/0/sql_line").asInt()).isEqualTo(1);
        assertThat(column.json().at("/errors/0/line").asInt()).isPositive();
        assertThat(editor.get(ALL + "/wrong").status()).isEqualTo(404);
    }

    @Test
    void postCreatesOnceAndNamesTheLocation() {
        Client.Answer made =
                editor.send("POST", ALL, Documents.totals("by-post"), "Content-Type", YAML, "Idempotency-Key", "k1");
        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        assertThat(made.header("Location")).endsWith("/tenants/acme/pipelines/by-post");
        Client.Answer again =
                editor.send("POST", ALL, Documents.totals("by-post"), "Content-Type", YAML, "Idempotency-Key", "k1");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json()).isEqualTo(made.json());
        assertThat(again.header("ETag")).isEqualTo(made.header("ETag"));
        assertThat(editor.send(
                                "POST",
                                ALL,
                                Documents.totals("by-post-2"),
                                "Content-Type",
                                YAML,
                                "Idempotency-Key",
                                "k1")
                        .status())
                .isEqualTo(422);
        assertThat(editor.send("POST", ALL, Documents.totals("by-post"), "Content-Type", YAML)
                        .status())
                .isEqualTo(409);
    }

    @Test
    void patchMergesAndRefusesWhatIsNotTheClients() {
        String name = "patched";
        put(name, Documents.totals(name));
        String path = ALL + "/" + name;
        Client.Answer done = editor.send(
                "PATCH",
                path,
                "{\"description\": null, \"tags\": {\"team\": \"x\"}, \"spec\": {\"workers\": 1}}",
                "Content-Type",
                "application/merge-patch+json",
                "If-Match",
                "\"1\"");
        assertThat(done.status()).as(done.raw().body()).isEqualTo(200);
        assertThat(done.json().has("description")).isFalse();
        assertThat(done.json().at("/tags/team").asText()).isEqualTo("x");
        assertThat(done.json().at("/spec/workers").asInt()).isEqualTo(1);
        assertThat(done.json().at("/status/version").asInt()).isEqualTo(2);
        assertThat(editor.json("PATCH", path, "{}").status()).isEqualTo(428);
        Client.Answer foreign = editor.json("PATCH", path, "{\"uid\": \"x\", \"status\": {}}", "If-Match", "*");
        assertThat(foreign.status()).isEqualTo(400);
        assertThat(foreign.json().at("/errors/0/pointer").asText()).isEqualTo("/uid");
        assertThat(editor.json("PATCH", path, "{\"spec\": {\"sql\": \"SELEKT\"}}", "If-Match", "*")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void anotherDesiredStateNeedsAnOperatorBeforeAnythingElse() {
        String name = "wants-to-run";
        assertThat(put(name, Documents.running(name)).status()).isEqualTo(403);
        put(name, Documents.totals(name));
        assertThat(put(name, Documents.running(name)).status()).isEqualTo(403);
        assertThat(editor.json("PATCH", ALL + "/" + name, "{\"spec\": {\"desired_state\": \"RUNNING\"}}")
                        .status())
                .isEqualTo(403);
        assertThat(put(Client.as("acme-operator"), name, Documents.running(name))
                        .status())
                .isEqualTo(428);
    }

    @Test
    void deleteIsIdempotentAndFreesTheName() {
        String name = "goes-away";
        put(name, Documents.totals(name));
        String path = ALL + "/" + name;
        assertThat(editor.send("DELETE", path, null).status()).isEqualTo(428);
        assertThat(editor.send("DELETE", path, null, "If-Match", "\"7\"").status())
                .isEqualTo(412);
        Client.Answer gone = editor.send("DELETE", path, null, "If-Match", "\"1\"");
        assertThat(gone.status()).isEqualTo(202);
        Client.Answer operation = editor.get(gone.header("Location"), "Prefer", "wait=20");
        assertThat(operation.json().path("state").asText()).isEqualTo("SUCCEEDED");
        assertThat(editor.get(path).status()).isEqualTo(404);
        assertThat(editor.send("DELETE", path, null).status()).isEqualTo(204);
        assertThat(editor.send("DELETE", ALL + "/never-was", null).status()).isEqualTo(404);
        Client.Answer anew = put(name, Documents.totals(name));
        assertThat(anew.status()).isEqualTo(201);
        assertThat(anew.json().path("uid")).isNotEqualTo(gone.json().path("uid"));
    }

    @Test
    void listsArePagedByTokensThatFitNowhereElse() {
        for (String name : new String[] {"page-a", "page-b", "page-c"}) {
            put(name, Documents.totals(name));
        }
        Client.Answer first = editor.get(ALL + "?page_size=2");
        assertThat(first.json().path("items")).hasSize(2);
        String token = first.json().path("next_page_token").asText();
        assertThat(editor.get(ALL + "?page_size=2&page_token=" + token)
                        .json()
                        .at("/items/0/name")
                        .asText())
                .isGreaterThan(first.json().at("/items/1/name").asText());
        assertThat(editor.get(ALL + "?page_token=AAAA").status()).isEqualTo(400);
        assertThat(editor.get("/api/v1/tenants/acme/connections?page_token=" + token)
                        .status())
                .isEqualTo(400);
        assertThat(editor.get(ALL + "?page_size=0").status()).isEqualTo(400);
        assertThat(editor.get(ALL + "?page_size=100000").status()).isEqualTo(200);
    }

    @Test
    void validateAlwaysAnswers200() {
        String path = "/api/v1/tenants/acme/validate";
        Client viewer = Client.as("acme-viewer");
        Client.Answer good = viewer.send("POST", path, Documents.totals("fresh"), "Content-Type", YAML);
        assertThat(good.status()).isEqualTo(200);
        assertThat(good.json().path("valid").asBoolean()).isTrue();
        assertThat(good.json().path("plan").isObject()).isTrue();
        assertThat(good.json().path("changes").toString()).contains("\"totals\"", "\"created\"");
        Client.Answer bad = viewer.send(
                "POST", path, Documents.document("fresh", "SELECT pric FROM orders", ""), "Content-Type", YAML);
        assertThat(bad.status()).isEqualTo(200);
        assertThat(bad.json().path("valid").asBoolean()).isFalse();
        assertThat(bad.json().at("/diagnostics/0/severity").asText()).isEqualTo("error");
        assertThat(viewer.send("POST", path, "\u0000}{", "Content-Type", "application/json")
                        .status())
                .isEqualTo(200);
        assertThat(viewer.send("POST", path, "", "Content-Type", YAML).status()).isEqualTo(200);
    }
}
