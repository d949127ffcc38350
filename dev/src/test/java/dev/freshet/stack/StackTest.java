package dev.freshet.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The stack as its users have it, under conditions that break careless programs: a long path with spaces, a Turkish
 * locale, another time zone, the preferred ports taken. The control plane is not part of it here.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StackTest {

    private static final String ODD =
            "a folder with spaces and a name that goes on until the path to it is longer than what careless programs allow for";

    private final List<ServerSocket> taken = new ArrayList<>();
    private Path base = Path.of("");
    private Path root = Path.of("");
    private Command.Outcome first = new Command.Outcome(-1, "");

    @BeforeAll
    void start() throws IOException {
        base = Files.createTempDirectory("freshet-stack-");
        Cache.readable(base);
        root = Files.createDirectories(base.resolve(ODD));
        Path checkout = Checkout.current().root();
        Files.copy(checkout.resolve("mvnw"), root.resolve("mvnw"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectories(root.resolve("dev"));
        Files.createSymbolicLink(root.resolve("dev/bin"), checkout.resolve("dev/bin"));
        for (int port = 7400; port <= 7404; port++) {
            if (FreePorts.free(port)) {
                taken.add(new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})));
            }
        }
        first = freshet("up", "--detach");
    }

    @AfterAll
    void stop() throws IOException {
        freshet("down");
        for (ServerSocket socket : taken) {
            socket.close();
        }
        Cache.delete(base);
    }

    private Command.Outcome freshet(String... arguments) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> words = Stream.concat(
                        Stream.of(java, "-Xmx256m", "-cp", classes, "dev.freshet.stack.Stack"), Stream.of(arguments))
                .toList();
        return Command.of(words)
                .in(root)
                .with(Map.of(
                        "FRESHET_ROOT", root.toString(),
                        "FRESHET_HOME", root.resolve(".freshet").toString(),
                        "FRESHET_DATABASE_URL", "",
                        "LANG", "tr_TR.UTF-8",
                        "LC_ALL", "tr_TR.UTF-8",
                        "JAVA_TOOL_OPTIONS", "-Duser.language=tr -Duser.country=TR",
                        "TZ", "Asia/Kolkata"))
                .run(Duration.ofMinutes(8));
    }

    private Map<String, String> devEnv() throws IOException {
        Map<String, String> values = new HashMap<>();
        for (String line : Files.readAllLines(root.resolve(".freshet/dev.env"))) {
            int equals = line.indexOf('=');
            values.put(line.substring(0, equals), line.substring(equals + 1));
        }
        return values;
    }

    private JsonNode status() throws IOException {
        String output = freshet("status", "-o", "json").output();
        return Json.MAPPER.readTree(output.substring(output.indexOf('{')));
    }

    @Test
    void comesUpOnOtherPortsBelowTheEphemeralRange() throws IOException {
        assertThat(first.exit()).as(first.output()).isZero();
        List<Integer> ports = new ArrayList<>();
        status().path("processes")
                .forEach(process -> ports.add(process.path("port").asInt()));
        assertThat(ports).hasSize(2).allMatch(port -> port < 32768).doesNotContain(7401, 7402);
    }

    @Test
    void findsItselfWhenStartedAgain() throws IOException {
        JsonNode before = status();
        Command.Outcome second = freshet("up", "--detach");
        assertThat(second.exit()).as(second.output()).isZero();
        assertThat(second.output()).contains("running already");
        assertThat(status()).isEqualTo(before);
    }

    @Test
    void keepsSecretsToItsOwner() throws IOException {
        for (String file : List.of("dev.env", "secrets.json", "run/postgres.json")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(
                            root.resolve(".freshet").resolve(file))))
                    .as(file)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void describesItsDatabase() throws Exception {
        Database database = Database.parse(devEnv().getOrDefault("FRESHET_DATABASE_URL", ""));
        assertThat(database.name()).isEqualTo("freshet");
        assertThat(database.check()).isEmpty();
        try (Connection connection = database.connect()) {
            assertThat(connection.createStatement().execute("SELECT 1")).isTrue();
        }
    }

    @Test
    void givesEveryIdentityTokensForTheService() throws Exception {
        Map<String, String> env = devEnv();
        for (Identity identity : Identity.ALL) {
            JsonNode claims = claims(env, identity.who());
            assertThat(claims.path("sub").asText()).isEqualTo(identity.clientSubject());
            assertThat(claims.path("aud").toString()).contains("\"freshet-api\"");
            assertThat(env.get("FRESHET_TOKEN_URL"))
                    .startsWith(claims.path("iss").asText());
        }
    }

    private static JsonNode claims(Map<String, String> env, String who) throws Exception {
        String form = "grant_type=client_credentials&client_id=%s&client_secret=%s"
                .formatted(
                        env.get("FRESHET_%s_CLIENT_ID".formatted(who)),
                        env.get("FRESHET_%s_CLIENT_SECRET".formatted(who)));
        HttpRequest request = HttpRequest.newBuilder(URI.create(env.getOrDefault("FRESHET_TOKEN_URL", "")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            String body =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            String token = Json.MAPPER.readTree(body).path("access_token").asText();
            return Json.MAPPER.readTree(Base64.getUrlDecoder().decode(token.split("[.]")[1]));
        }
    }

    @Test
    void namesUnknownOptions() {
        Command.Outcome outcome = freshet("up", "--everything");
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.output()).contains("--everything");
    }
}
