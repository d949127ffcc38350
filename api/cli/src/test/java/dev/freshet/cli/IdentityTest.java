package dev.freshet.cli;

import static dev.freshet.cli.Service.json;
import static dev.freshet.cli.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {
    @TempDir
    Path folder = Path.of("");

    private Service service = start();

    private static Service start() {
        try {
            return new Service();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private void devStack(Path root, String url) throws IOException {
        Files.createDirectories(root.resolve(".freshet"));
        Files.writeString(root.resolve(".freshet/dev.env"), """
                # made by up
                FRESHET_URL=%s
                export FRESHET_TOKEN_URL="%s/token"
                FRESHET_ACME_CLIENT_ID='acme-admin'
                FRESHET_ACME_CLIENT_SECRET=dev=secret
                """.formatted(url, url));
    }

    private String clientOfTheLastToken() {
        return String.valueOf(
                service.received("POST", "/token").getLast().form().get("client_id"));
    }

    @Test
    void withoutAnythingElseItIsTheDevStackAsAcmesAdmin() throws IOException {
        devStack(folder, service.url());
        service.on("GET /pipelines", json(200, "{\"items\": [], \"next_page_token\": null}"));
        Path below = Files.createDirectories(folder.resolve("a/b"));
        Terminal.Result result = new Terminal(below).run("pipeline", "list");
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        assertThat(service.received("POST", "/token").getLast().form())
                .containsEntry("client_id", "acme-admin")
                .containsEntry("client_secret", "dev=secret")
                .containsEntry("grant_type", "client_credentials");
    }

    @Test
    void theHomeOfFreshetMayLieElsewhere() throws IOException {
        devStack(folder.resolve("elsewhere"), service.url());
        service.on("GET /pipelines", json(200, "{\"items\": []}"));
        Terminal.Result result = new Terminal(folder)
                .with("FRESHET_HOME", folder.resolve("elsewhere/.freshet").toString())
                .run("pipeline", "list");
        assertThat(result.exit()).isZero();
    }

    @Test
    void aStoredLoginWinsOverTheDevStackTheEnvironmentOverBothAndFlagsOverAll() throws IOException {
        devStack(folder, service.url());
        service.on("GET /pipelines", json(200, "{\"items\": []}"));
        service.on("GET /api/v1/tenants/flagged/pipelines", json(200, "{\"items\": []}"));
        Terminal terminal = new Terminal(folder).with("FRESHET_TENANT", "acme").typing("st0red\n");
        assertThat(terminal.run("login", "--client-id", "stored", "--client-secret-stdin")
                        .exit())
                .isZero();
        assertThat(terminal.run("pipeline", "list").exit()).isZero();
        assertThat(service.received("POST", "/token").getLast().form()).containsEntry("client_secret", "st0red");
        terminal.with("FRESHET_CLIENT_ID", "env").with("FRESHET_CLIENT_SECRET", "x");
        assertThat(terminal.run("pipeline", "list").exit()).isZero();
        assertThat(clientOfTheLastToken()).isEqualTo("env");
        assertThat(terminal.run("pipeline", "list", "--client-id", "flag", "--tenant", "flagged")
                        .exit())
                .isZero();
        assertThat(clientOfTheLastToken()).isEqualTo("flag");
    }

    @Test
    void theLoginIsReadableByItsOwnerAlone() throws IOException {
        devStack(folder, service.url());
        new Terminal(folder).typing("s").run("login", "--client-id", "c", "--client-secret-stdin");
        Path file = folder.resolve("home/.config/freshet/login.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(new Terminal(folder).run("logout").err()).isEqualTo("logged out\n");
        assertThat(file).doesNotExist();
    }

    @Test
    void theDevStacksSecretGoesToNoOtherService() throws IOException {
        devStack(folder, "http://127.0.0.1:9");
        Terminal.Result result =
                new Terminal(folder).with("FRESHET_URL", service.url()).run("pipeline", "list");
        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.err()).contains("no credentials for " + service.url(), "./freshet login");
        assertThat(service.requests).isEmpty();
    }

    @Test
    void aRefusedSecretIsExplained() {
        Service other = start();
        other.on(
                "POST /token-no",
                json(401, "{\"error\": \"invalid_client\", \"error_description\": \"Invalid secret\"}"));
        Terminal.Result result = Terminal.of(folder, service)
                .with("FRESHET_TOKEN_URL", other.url() + "/token-no")
                .run("pipeline", "list");
        other.close();
        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.err()).contains("Invalid secret").doesNotContain("s3cret");
    }

    @Test
    void aTokenThatIsNoLongerTakenIsBoughtAnew() {
        service.on(
                "GET /pipelines/p",
                problem(401, "unauthenticated", "Not signed in"),
                json(200, "{\"name\": \"p\", \"status\": {\"state\": \"RUNNING\"}}"));
        assertThat(Terminal.of(folder, service).run("pipeline", "get", "p").exit())
                .isZero();
        assertThat(service.received("POST", "/token")).hasSize(2);
    }

    @Test
    void withOneTenantOnlyItNeedNotBeNamed() {
        service.on("GET /api/v1/tenants", json(200, "{\"items\": [{\"id\": \"acme\", \"name\": \"Acme Inc\"}]}"));
        service.on("GET /pipelines", json(200, "{\"items\": []}"));
        Terminal.Result result =
                Terminal.of(folder, service).with("FRESHET_TENANT", "").run("pipeline", "list");
        assertThat(result.exit()).isZero();
    }

    @Test
    void aBrowserLoginProvesItselfByItsVerifier() throws Exception {
        devStack(folder, service.url());
        service.on("GET /pipelines", json(200, "{\"items\": []}"));
        service.on(
                "POST /token",
                json(200, "{\"access_token\": \"a\", \"refresh_token\": \"r1\", \"expires_in\": 60}"),
                json(200, "{\"access_token\": \"b\", \"refresh_token\": \"r2\", \"expires_in\": 60}"));
        service.received("POST", "/token");
        Terminal terminal = new Terminal(folder).with("FRESHET_TENANT", "acme");
        // The first answer of the queue belongs to no login: the service starts with it.
        terminal.with("FRESHET_CLIENT_ID", "warm")
                .with("FRESHET_CLIENT_SECRET", "up")
                .run("pipeline", "list");
        Terminal person = new Terminal(folder).with("FRESHET_TENANT", "acme");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        CompletableFuture<Terminal.Result> login = CompletableFuture.supplyAsync(
                () -> person.run(new ByteArrayOutputStream(), err, "login", "--no-browser"));
        Map<String, String> asked = query(address(err));
        assertThat(asked).containsEntry("client_id", "freshet-cli").containsEntry("code_challenge_method", "S256");
        visit(asked.get("redirect_uri") + "?code=c0de&state=" + asked.get("state"));
        assertThat(login.get().exit()).isZero();
        Map<String, String> form = service.received("POST", "/token").getLast().form();
        byte[] digest = MessageDigest.getInstance("SHA-256")
                .digest(String.valueOf(form.get("code_verifier")).getBytes(StandardCharsets.US_ASCII));
        assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(digest))
                .isEqualTo(asked.get("code_challenge"));
        assertThat(form).containsEntry("code", "c0de").containsEntry("redirect_uri", asked.get("redirect_uri"));

        assertThat(person.run("pipeline", "list").exit()).isZero();
        assertThat(service.received("POST", "/token").getLast().form()).containsEntry("refresh_token", "r1");
        assertThat(Files.readString(folder.resolve("home/.config/freshet/login.json")))
                .contains("r2");
    }

    private static URI address(ByteArrayOutputStream err) throws InterruptedException {
        for (int i = 0; i < 1000; i++) {
            String text = err.toString(StandardCharsets.UTF_8);
            int at = text.indexOf("http");
            if (at >= 0 && text.indexOf('\n', at) > 0) {
                return URI.create(text.substring(at, text.indexOf('\n', at)));
            }
            Thread.sleep(20);
        }
        throw new AssertionError("no address was shown");
    }

    private static Map<String, String> query(URI address) {
        Map<String, String> query = new HashMap<>();
        for (String pair : address.getQuery().split("&")) {
            query.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return query;
    }

    private static void visit(String address) throws IOException, InterruptedException {
        try (HttpClient browser = HttpClient.newHttpClient()) {
            assertThat(browser.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
                            .body())
                    .contains("close this window");
        }
    }
}
