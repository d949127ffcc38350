package dev.freshet.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.meta.Migrations;
import dev.freshet.server.deploy.Launcher.Handle;
import dev.freshet.server.deploy.Launcher.Order;
import dev.freshet.server.deploy.Launcher.Seen;
import dev.freshet.server.deploy.Launcher.Started;
import dev.freshet.spi.sys.BootstrapDoor;
import dev.freshet.sql.CompileContext;
import dev.freshet.sql.Compiled;
import dev.freshet.sql.Definitions;
import dev.freshet.sql.MediaKind;
import dev.freshet.stack.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link Launcher} does, in the same words for all. Workers are real JVMs: the stand-in worker of this module's
 * tests, and at the end the product's own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LauncherConformance {
    private static final String DB_PASSWORD = "the-tenants-own-password";
    private static final long MEMORY = 512L << 20;
    /** Settings of the stand-in worker: dies at once; does not listen to SIGTERM. */
    private static final int DIES = 13;

    private static final int DEAF = 16;
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final ObjectMapper JSON = new ObjectMapper();
    private final TestPostgres postgres = TestPostgres.shared();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Handle> launched = new ArrayList<>();
    private String database = "";

    @TempDir
    static Path folder;

    /** A launcher as a control plane has it after its start; the second one is that of a restarted control plane. */
    abstract Launcher launcher() throws Exception;

    /** From now on workers have that class path. */
    abstract void classpath(String classpath) throws Exception;

    /** All that others may read about a worker. */
    abstract String readable(Handle handle, Order order) throws Exception;

    /** Whether the platform still keeps something about it. */
    abstract boolean remains(Order order) throws Exception;

    @BeforeAll
    void migrate() throws SQLException {
        database = postgres.createDatabase();
        Migrations.apply(postgres.jdbcUrl(database), postgres.superuser(), postgres.password());
        text("SELECT freshet.create_tenant_login('acme', '" + DB_PASSWORD + "')");
    }

    @AfterEach
    void endAll() throws Exception {
        Launcher launcher = launcher();
        launched.forEach(handle -> launcher.end(handle, false));
        launched.clear();
    }

    private @Nullable String text(String sql) throws SQLException {
        try (Connection connection = postgres.connect(database);
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return null;
            }
            try (ResultSet row = statement.getResultSet()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    private Order order(int behaviour) throws SQLException {
        ObjectNode definition = JSON.createObjectNode().put("workers", behaviour);
        return order(definition, JSON.createObjectNode());
    }

    private Order order(ObjectNode definition, com.fasterxml.jackson.databind.JsonNode plan) throws SQLException {
        UUID uid = UUID.randomUUID();
        text("INSERT INTO freshet.ledger (pipeline_uid, tenant_id, pipeline) VALUES ('" + uid + "', 'acme', 'p')");
        long generation = Long.parseLong(String.valueOf(text("SELECT freshet.reserve('" + uid + "')")));
        ObjectNode bootstrap = JSON.createObjectNode()
                .put("tenant", "acme")
                .put("pipeline", "p")
                .put("pipeline_uid", uid.toString())
                .put("generation", generation)
                .put("version", 1)
                .put("token", Tokens.mint())
                .put("warehouse", folder.resolve("warehouse").toUri() + "/" + uid)
                .put("objects", folder.resolve("objects").toUri().toString())
                .put("scratch", folder.resolve("scratch").toString());
        bootstrap.set("definition", definition);
        bootstrap.set("plan", plan);
        bootstrap
                .putObject("database")
                .put("url", postgres.jdbcUrl(database))
                .put("user", "freshet_t_acme")
                .put("password", DB_PASSWORD);
        return new Order(new LogFiles.Whose("acme", "p", uid), generation, MEMORY, bootstrap);
    }

    private Started launch(Launcher launcher, Order order) throws IOException {
        Started started = launcher.launch(order);
        launched.add(started.handle());
        return started;
    }

    private static void await(String what, Callable<Boolean> wanted) throws Exception {
        for (int i = 0; i < 1200 && !wanted.call(); i++) {
            Thread.sleep(50);
        }
        assertThat(wanted.call()).as(what).isTrue();
    }

    private void awaitActive(Order order) throws Exception {
        await("the worker becomes active", () -> endpoint(order) != null);
    }

    private @Nullable String endpoint(Order order) throws SQLException {
        return text("SELECT endpoint FROM freshet.ledger WHERE pipeline_uid = '" + order.pipeline()
                + "' AND generation = " + order.generation());
    }

    private HttpResponse<String> call(Order order, String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint(order) + path))
                .header(
                        "Authorization",
                        "Bearer " + order.bootstrap().path("token").asText())
                .header("Content-Type", "application/x-ndjson")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Its exit code once it has ended, from whoever knows it; null where nobody does. */
    private static @Nullable Integer end(Launcher launcher, Started started) throws Exception {
        await("it ends", () -> !launcher.observe(started.handle()).alive());
        Seen seen = launcher.observe(started.handle());
        if (seen.exitCode() != null) {
            return seen.exitCode();
        }
        try {
            return started.exit().toCompletableFuture().get(2, java.util.concurrent.TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException unknown) {
            return null;
        }
    }

    @Test
    void startsAWorkerThatAnswersAndSeesHowItEnded() throws Exception {
        Launcher launcher = launcher();
        Order order = order(1);
        Started started = launch(launcher, order);
        assertThat(launcher.observe(started.handle()).alive()).isTrue();
        awaitActive(order);
        assertThat(call(order, "GET", "/status", "").statusCode()).isEqualTo(200);
        assertThat(call(order, "POST", "/stop", "").statusCode()).isEqualTo(202);
        assertThat(end(launcher, started)).isEqualTo(0);
    }

    @Test
    void stopsAWorkerSoftly() throws Exception {
        Launcher launcher = launcher();
        Order order = order(1);
        Started started = launch(launcher, order);
        awaitActive(order);
        launcher.end(started.handle(), true);
        assertThat(end(launcher, started)).isIn(143, 0, null);
        launcher.end(started.handle(), true);
    }

    @Test
    void endsAWorkerThatDoesNotListen() throws Exception {
        Launcher launcher = launcher();
        Order order = order(DEAF);
        Started started = launch(launcher, order);
        awaitActive(order);
        launcher.end(started.handle(), false);
        assertThat(end(launcher, started)).isIn(137, null);
    }

    @Test
    void tellsOfAWorkerThatDiesAtItsStart() throws Exception {
        Launcher launcher = launcher();
        Started started = launch(launcher, order(DIES));
        assertThat(end(launcher, started)).isEqualTo(1);
    }

    @Test
    void theSameOrderAgainFindsTheSameWorker() throws Exception {
        Order order = order(1);
        Started first = launch(launcher(), order);
        Started second = launch(launcher(), order);
        assertThat(second.handle()).isEqualTo(first.handle());
        awaitActive(order);
        String pid = text("SELECT pid FROM freshet.ledger WHERE pipeline_uid = '" + order.pipeline() + "'");
        assertThat(launch(launcher(), order).handle()).isEqualTo(first.handle());
        assertThat(call(order, "GET", "/status", "").statusCode()).isEqualTo(200);
        assertThat(text("SELECT pid FROM freshet.ledger WHERE pipeline_uid = '" + order.pipeline() + "'"))
                .isEqualTo(pid);
    }

    @Test
    void aRestartedControlPlaneFindsItsWorkersAndEndsThem() throws Exception {
        Order order = order(1);
        Started started = launch(launcher(), order);
        awaitActive(order);
        Launcher later = launcher();
        assertThat(later.observe(started.handle()).alive()).isTrue();
        later.end(started.handle(), true);
        await("it ends", () -> !later.observe(started.handle()).alive());
    }

    @Test
    void whatIsForgottenIsGone() throws Exception {
        Launcher launcher = launcher();
        Order order = order(DIES);
        Started started = launch(launcher, order);
        end(launcher, started);
        launcher.forget(order.pipeline(), order.generation());
        await("nothing remains", () -> !remains(order));
        launcher.forget(order.pipeline(), order.generation());
        assertThat(launcher.observe(started.handle()).alive()).isFalse();
    }

    @Test
    void noSecretCanBeReadWhereOthersLook() throws Exception {
        Order order = order(1);
        Started started = launch(launcher(), order);
        awaitActive(order);
        String token = order.bootstrap().path("token").asText();
        assertThat(readable(started.handle(), order)).isNotBlank().doesNotContain(token, DB_PASSWORD);
        assertThat(BootstrapDoor.ticket(token)).doesNotContain(token);
    }

    @Test
    void theProductsOwnWorkerAnswers() throws Exception {
        Path worker = ROOT.resolve("engine/worker/target/lib");
        Assumptions.assumeTrue(
                Files.isDirectory(worker), "engine/worker is not packaged: run from the root, or package it first");
        List<String> parts = new ArrayList<>();
        try (Stream<Path> modules = Stream.of(
                        "engine/spi",
                        "engine/core",
                        "engine/wasm",
                        "ingest",
                        "state-store/meta",
                        "state-store/lake",
                        "vector",
                        "engine/worker")
                .map(ROOT::resolve)) {
            modules.map(module -> module.resolve("target/classes"))
                    .filter(Files::isDirectory)
                    .forEach(one -> parts.add(one.toString()));
        }
        parts.add(worker + "/*");
        classpath(String.join(":", parts));
        try {
            answersWithTheRowThatWasPushed();
        } finally {
            classpath(System.getProperty("java.class.path"));
        }
    }

    private void answersWithTheRowThatWasPushed() throws Exception {
        String yaml = """
                api_version: freshet/v1
                kind: Pipeline
                metadata: {name: readings}
                spec:
                  sources:
                    readings: {connector: push, columns: {id: BIGINT NOT NULL, celsius: BIGINT}, primary_key: [id]}
                  sql: |
                    CREATE MATERIALIZED VIEW warm AS SELECT id, celsius FROM readings WHERE celsius > 20;
                """;
        Compiled compiled =
                Definitions.compile(yaml.getBytes(StandardCharsets.UTF_8), MediaKind.YAML, CompileContext.bare());
        assertThat(compiled.ok()).as(compiled.diagnostics().toString()).isTrue();
        Order order = order((ObjectNode) JSON.readTree(compiled.runtimeSpecJson()), JSON.readTree(compiled.planJson()));
        Launcher launcher = launcher();
        Started started = launch(launcher, order);
        awaitActive(order);
        await("it is open", () -> call(order, "GET", "/status", "").statusCode() == 200);
        assertThat(call(order, "POST", "/tables/readings/records?format=row", "{\"id\":1,\"celsius\":25}\n")
                        .statusCode())
                .isEqualTo(200);
        assertThat(call(order, "GET", "/views/warm/rows", "").body()).contains("25");
        call(order, "POST", "/stop", "");
        assertThat(end(launcher, started)).isEqualTo(0);
    }

    /** For launchers whose workers get their bootstrap over HTTP. */
    static List<String> command(String classpath) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classpath,
                "dev.freshet.worker.startup.WorkerMain");
    }

    /** A refusal that names what it is about. */
    static void refuses(Launcher launcher, Order order, String... words) {
        assertThatThrownBy(() -> launcher.launch(order))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(words);
    }

    Order hungry() throws SQLException {
        Order order = order(1);
        return new Order(order.whose(), order.generation(), 64L << 30, order.bootstrap());
    }
}
