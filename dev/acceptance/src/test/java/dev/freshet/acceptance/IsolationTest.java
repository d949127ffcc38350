package dev.freshet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.acceptance.Api.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two tenants with a pipeline of the same name do not see each other: by the API on every route of the OpenAPI document,
 * and with the credentials of acme's worker outside the API.
 */
class IsolationTest {
    private static final Api ACME = Api.as("ACME");
    private static final Api GLOBEX = Api.as("GLOBEX");
    private static final Api VIEWER = Api.as("ACME_VIEWER");
    private static final List<String> VERBS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

    /** What a viewer may POST, for it changes nothing. A new route that is not named here must refuse viewers. */
    private static final Set<String> READING = Set.of("validate", "queries", "search", "answer");

    private static final Map<String, String> NAMES = Map.of(
            "pipeline", "shop",
            "view", "shown",
            "table", "notes",
            "index", "kb",
            "connection", "broker",
            "secret", "pin",
            "version", "1");

    /** A documented operation with the names of things that acme has. */
    private record Operation(String verb, String path, String template) {}

    @BeforeAll
    static void open() {
        Shop.open(ACME, "acme");
        Shop.open(GLOBEX, "globex");
    }

    @AfterAll
    static void close() {
        Shop.close(ACME, "acme");
        Shop.close(GLOBEX, "globex");
    }

    private static List<Operation> operations() throws IOException {
        Path document = LocalStack.ROOT.resolve("api/server/src/main/openapi/openapi.json");
        List<Operation> all = new ArrayList<>();
        LocalStack.JSON
                .readTree(document.toFile())
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(verb -> {
                    if (VERBS.contains(verb.toUpperCase(java.util.Locale.ROOT))) {
                        String concrete = path.getKey().replace("{tenant}", "acme");
                        for (Map.Entry<String, String> name : NAMES.entrySet()) {
                            concrete = concrete.replace("{" + name.getKey() + "}", name.getValue());
                        }
                        all.add(new Operation(
                                verb.toUpperCase(java.util.Locale.ROOT),
                                concrete.replaceAll("\\{[^}]+}", "00000000-0000-0000-0000-000000000001"),
                                path.getKey()));
                    }
                }));
        assertThat(all).hasSizeGreaterThan(50);
        return all;
    }

    private static Answer send(Api api, String verb, String path) {
        boolean body = !verb.equals("GET") && !verb.equals("DELETE");
        return body
                ? api.send(verb, path, "{}", "Content-Type", "application/json", "If-Match", "*")
                : api.send(verb, path, null, "If-Match", "*");
    }

    /** Everything of acme that a stranger could have changed. */
    private static Map<String, String> possessions() {
        Map<String, String> all = new LinkedHashMap<>();
        for (String path : List.of(
                "/pipelines/shop/versions",
                "/pipelines/shop/deployments",
                "/pipelines/shop/views/shown/rows",
                "/pipelines/shop/operations",
                "/connections",
                "/secrets",
                "/members")) {
            all.put(path, ACME.get(path).text().replaceAll("\"request_id\":\"[^\"]*\"", ""));
        }
        all.put("spec", ACME.get("/pipelines/shop").ok().path("spec").toString());
        return all;
    }

    @Test
    void anotherTenantsTokenFindsNothing() throws IOException {
        Map<String, String> before = possessions();
        String nowhere = GLOBEX.get("/api/v1/tenants/no-such-tenant/pipelines")
                .body()
                .path("detail")
                .asText();
        for (Operation operation : operations()) {
            if (!operation.template().contains("{tenant}")) {
                continue;
            }
            for (String verb : VERBS) {
                Answer answer = send(GLOBEX, verb, operation.path());
                assertThat(answer.status()).as(verb + " " + operation.path()).isEqualTo(404);
                assertThat(answer.body().path("detail").asText()).isEqualTo(nowhere);
            }
        }
        assertThat(possessions()).isEqualTo(before);
        assertThat(GLOBEX.get("/api/v1/tenants").text()).contains("globex").doesNotContain("acme");
        assertThat(GLOBEX.get("/api/v1/me").text()).doesNotContain("acme");
    }

    @Test
    void withoutATokenNothingIsAnswered() throws IOException {
        for (Operation operation : operations()) {
            for (String verb : VERBS) {
                Answer answer = send(Api.nobody(), verb, operation.path());
                assertThat(answer.status()).as(verb + " " + operation.path()).isEqualTo(401);
            }
        }
    }

    @Test
    void aViewerChangesNothing() throws IOException {
        Map<String, String> before = possessions();
        int changing = 0;
        for (Operation operation : operations()) {
            String last = operation.template().substring(operation.template().lastIndexOf('/') + 1);
            boolean reads = operation.verb().equals("GET") || operation.verb().equals("POST") && READING.contains(last);
            if (!reads) {
                changing++;
                Answer answer = send(VIEWER, operation.verb(), operation.path());
                assertThat(answer.status())
                        .as(operation.verb() + " " + operation.path() + " " + answer.text())
                        .isEqualTo(403);
            } else if (operation.verb().equals("GET") && operation.path().matches(".*/(shop|shown/rows|kb|versions)")) {
                assertThat(VIEWER.get(operation.path()).status()).isEqualTo(200);
            }
        }
        assertThat(changing).isGreaterThan(15);
        assertThat(possessions()).isEqualTo(before);
    }

    /** acme's worker's own login to the database. */
    private static Connection worker() throws Exception {
        try (Connection superuser = LocalStack.database()) {
            return LocalStack.login("freshet_t_acme", Sealed.password(superuser, "acme"));
        }
    }

    private static String refusal(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
            return "done, " + statement.getUpdateCount() + " rows";
        } catch (SQLException e) {
            return String.valueOf(e.getSQLState());
        }
    }

    @Test
    void aWorkersLoginSeesItsOwnTenantsRowsAlone() throws Exception {
        List<String> holding = new ArrayList<>();
        Shop.write(GLOBEX, "globex"); // an epoch that is not in the lake yet
        try (Connection superuser = LocalStack.database();
                Connection worker = worker()) {
            for (String table : Account.rows(
                    superuser,
                    "SELECT c.relname FROM pg_class c WHERE relnamespace = 'freshet'::regnamespace AND relkind = 'r'"
                            + " AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND attname = 'tenant_id')")) {
                String foreign = "SELECT count(*) FROM freshet." + table + " WHERE tenant_id <> 'acme'";
                if (!Account.rows(superuser, foreign).equals(List.of("0"))) {
                    holding.add(table);
                }
                if (refusal(worker, foreign).startsWith("done")) {
                    assertThat(Account.rows(worker, foreign)).as(table).containsExactly("0");
                    assertThat(refusal(worker, "DELETE FROM freshet." + table + " WHERE tenant_id = 'globex'"))
                            .as(table)
                            .isIn("42501", "done, 0 rows");
                } else {
                    assertThat(refusal(worker, foreign)).as(table).isEqualTo("42501");
                }
            }
            assertThat(Account.rows(worker, "SELECT count(*) > 0 FROM freshet.epoch"))
                    .as("its own rows are there")
                    .containsExactly("t");
        }
        // Not because there is nothing to see.
        assertThat(holding)
                .contains("ledger", "epoch", "hot_journal", "memo", "rejected", "stored_reply", "lake_table", "secret");
    }

    @Test
    void aWorkersLoginCannotReachAnothersSchemaNorBecomeAnother() throws Exception {
        try (Connection superuser = LocalStack.database();
                Connection worker = worker()) {
            List<String> tables = Account.rows(
                    superuser,
                    "SELECT relname FROM pg_class WHERE relnamespace = 't_globex'::regnamespace AND relkind IN ('r', 'v')");
            assertThat(tables).contains("shop_kb", "shop_kb_chunks", "shop_kb_vectors", "sink_progress");
            for (String table : tables) {
                assertThat(refusal(worker, "SELECT * FROM t_globex.\"" + table + "\""))
                        .as(table)
                        .isEqualTo("42501");
                assertThat(refusal(worker, "DELETE FROM t_globex.\"" + table + "\""))
                        .as(table)
                        .isEqualTo("42501");
            }
            String uid = Account.rows(superuser, "SELECT pipeline_uid FROM freshet.ledger WHERE tenant_id = 'globex'")
                    .getFirst();
            for (String sql : List.of(
                    "CREATE TABLE t_globex.mine (a int)",
                    "CREATE TABLE freshet.mine (a int)",
                    "SET ROLE freshet_t_globex",
                    "SET ROLE freshet_reconciler",
                    "SET SESSION AUTHORIZATION freshet_t_globex",
                    "SELECT freshet.create_tenant_login('globex', 'x')",
                    "ALTER ROLE freshet_t_globex PASSWORD 'x'",
                    "CREATE ROLE friend LOGIN",
                    "COPY (SELECT 1) TO '/tmp/freshet-acceptance'",
                    "COPY (SELECT 1) TO PROGRAM 'true'",
                    "SELECT pg_read_file('PG_VERSION')",
                    "ALTER TABLE freshet.ledger DISABLE ROW LEVEL SECURITY",
                    "UPDATE freshet.ledger SET reserved = 99",
                    "INSERT INTO freshet.memo (tenant_id, function, sha256, failed, bytes)"
                            + " VALUES ('globex', 'parse', '\\x00', false, '\\x00')")) {
                assertThat(refusal(worker, sql)).as(sql).isEqualTo("42501");
            }
            assertThat(Account.rows(worker, "SELECT freshet.activate('" + uid + "', 1, 1, 'me', 1, 'x')"))
                    .containsExactly("f");
            assertThat(Account.rows(worker, "SELECT freshet.heartbeat('" + uid + "', 1, 'RUNNING', null, null, 0)"))
                    .containsExactly("null");
            assertThat(refusal(worker, "UPDATE freshet.ledger SET drain_requested = true WHERE tenant_id = 'globex'"))
                    .isEqualTo("done, 0 rows");
        }
    }

    @Test
    void aWorkerTakesNoOthersToken() throws Exception {
        try (Connection superuser = LocalStack.database()) {
            String acmes = Sealed.token(superuser, "acme", "shop");
            String globexes = Sealed.token(superuser, "globex", "shop");
            String endpoint = Account.rows(
                            superuser,
                            "SELECT endpoint FROM freshet.ledger WHERE tenant_id = 'globex' AND pipeline = 'shop'"
                                    + " ORDER BY heartbeat_at DESC NULLS LAST LIMIT 1")
                    .getFirst();
            for (String path :
                    List.of("/status", "/views/shown/rows", "/tables/notes/rows", "/metrics", "/graph", "/nothing")) {
                assertThat(ask(endpoint + path, acmes)).as(path).isEqualTo(401);
                assertThat(ask(endpoint + path, "")).as(path).isEqualTo(401);
            }
            assertThat(ask(endpoint + "/status", globexes)).isEqualTo(200);
        }
    }

    private static int ask(String address, String token) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                    .header("Authorization", "Bearer " + token)
                    .build();
            return http.send(request, BodyHandlers.ofString()).statusCode();
        }
    }

    /** A definition is the only way by which a tenant makes a worker touch files. */
    @Test
    void noDefinitionReadsTheStacksOwnFiles() {
        Path home = LocalStack.HOME;
        for (Path path : List.of(
                home.resolve("warehouse"),
                home.resolve("warehouse/globex"),
                home.resolve("warehouse/acme"),
                home.resolve("secrets.json"),
                home.resolve("dev.env"),
                home.resolve("run"),
                home.resolve("logs"),
                home.resolve("acceptance/../secrets.json"),
                Path.of("/etc"))) {
            Answer answer = ACME.send("POST", "/validate", reading(path), "Content-Type", "application/yaml");
            JsonNode diagnostics = answer.ok().path("diagnostics");
            assertThat(diagnostics.toString()).as(path.toString()).contains("path_not_allowed");
            assertThat(ACME.send("PUT", "/pipelines/nosy", reading(path), "Content-Type", "application/yaml")
                            .status())
                    .isEqualTo(422);
        }
    }

    private static String reading(Path path) {
        return """
                api_version: freshet/v1
                kind: Pipeline
                metadata: {name: nosy}
                spec:
                  sources:
                    pages: {connector: files, path: "file://%s", pattern: "**", format: document, mode: WATCH}
                  sql: CREATE VIEW v AS SELECT path, size FROM pages;
                """.formatted(path);
    }

    /** A folder above them may be read, but not they; nor does a link lead there. */
    @Test
    void aFolderAboveShowsNoneOfTheStacksOwnFiles() throws IOException {
        Path folder = LocalStack.folder("nosy");
        java.nio.file.Files.writeString(folder.resolve("mine.md"), "mine");
        java.nio.file.Files.createSymbolicLink(folder.resolve("link.md"), LocalStack.HOME.resolve("secrets.json"));
        java.nio.file.Files.createSymbolicLink(folder.resolve("warehouse"), LocalStack.HOME.resolve("warehouse"));
        Pipelines.start(
                "nosy",
                reading(LocalStack.HOME).replace("spec:\n", "spec:\n  desired_state: RUNNING\n  memory: 512Mi\n"));
        try {
            List<String> seen = Pipelines.until(
                    java.time.Duration.ofSeconds(60),
                    () -> Pipelines.rows("nosy", "v", 0, List.of("path")),
                    rows -> rows.contains("acceptance/nosy/mine.md"));
            assertThat(seen)
                    .noneMatch(p -> p.matches("(warehouse|run|logs|postgres|keycloak|kafka|scratch)/.*"))
                    .doesNotContain("secrets.json", "dev.env", "acceptance/nosy/link.md")
                    .noneMatch(p -> p.startsWith("acceptance/nosy/warehouse"));
        } finally {
            Pipelines.remove("nosy");
        }
        Path link = folder.resolve("warehouse/globex");
        assertThat(ACME.send("POST", "/validate", reading(link), "Content-Type", "application/yaml")
                        .ok()
                        .path("valid")
                        .asBoolean())
                .as("validate sees through links too")
                .isFalse();
    }
}
