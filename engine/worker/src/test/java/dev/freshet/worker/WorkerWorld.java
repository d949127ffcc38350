package dev.freshet.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.meta.DatabaseSettings;
import dev.freshet.meta.Migrations;
import dev.freshet.spi.id.PipelineId;
import dev.freshet.spi.id.TenantId;
import dev.freshet.sql.CompileContext;
import dev.freshet.sql.Compiled;
import dev.freshet.sql.Definitions;
import dev.freshet.sql.FileAccess;
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
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds a worker in production, played by the test: a migrated database, a tenant's login, a pipeline's ledger
 * row, and a launcher that hands out generations.
 */
final class WorkerWorld implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A definition over pushed readings {@code (id, room, celsius)}, whose views {@code sql} makes. */
    static String overReadings(String sql) {
        return """
                api_version: freshet/v1
                kind: Pipeline
                metadata: {name: under-test}
                spec:
                  sources:
                    readings:
                      connector: push
                      columns: {id: BIGINT NOT NULL, room: VARCHAR, celsius: BIGINT}
                      primary_key: [id]
                  sql: |
                """ + sql.indent(4);
    }

    private final TestPostgres postgres = TestPostgres.shared();
    private final HttpClient http = HttpClient.newHttpClient();
    private final String database;
    private final String password;
    private final String tenant;
    private final UUID pipeline;
    private final String token = UUID.randomUUID().toString();
    private final Path folder;
    private final List<Process> processes = new ArrayList<>();

    WorkerWorld(Path folder) throws SQLException {
        this.folder = folder;
        this.password = UUID.randomUUID().toString();
        this.tenant = "t" + UUID.randomUUID().toString().substring(0, 8);
        this.pipeline = UUID.randomUUID();
        this.database = postgres.createDatabase();
        Migrations.apply(postgres.jdbcUrl(database), postgres.superuser(), postgres.password());
        execute("SELECT freshet.create_tenant_login('" + tenant + "', '" + password + "')");
        execute("INSERT INTO freshet.ledger (pipeline_uid, tenant_id, pipeline) VALUES ('" + pipeline + "', '" + tenant
                + "', 'under-test')");
    }

    private WorkerWorld(WorkerWorld beside, UUID pipeline) throws IOException {
        this.folder = Files.createDirectories(beside.folder.resolve(pipeline.toString()));
        this.password = beside.password;
        this.tenant = beside.tenant;
        this.pipeline = pipeline;
        this.database = beside.database;
    }

    /** The same surroundings for another pipeline, whose ledger row is there. */
    WorkerWorld other(UUID uid) throws IOException {
        return new WorkerWorld(this, uid);
    }

    /** What the control plane's fork says. */
    String fork(UUID child, long at) throws SQLException {
        try (Connection c = superuser();
                Statement s = c.createStatement()) {
            s.execute("SET app.tenant = '" + tenant + "'");
            try (ResultSet r =
                    s.executeQuery("SELECT freshet.fork('" + pipeline + "', '" + child + "', 'child', " + at + ")")) {
                r.next();
                return r.getString(1);
            }
        }
    }

    Path folder() {
        return folder;
    }

    UUID pipeline() {
        return pipeline;
    }

    PipelineId pipelineId() {
        return new PipelineId(new TenantId(tenant), "under-test", pipeline);
    }

    String url() {
        return postgres.jdbcUrl(database);
    }

    String superuserName() {
        return postgres.superuser();
    }

    String superuserPassword() {
        return postgres.password();
    }

    /** Ends the server process behind a worker's open transaction, which takes the whole server down; it restarts itself. */
    void killBackend() throws SQLException, IOException, InterruptedException {
        long pid =
                number("SELECT coalesce(min(pid), 0) FROM pg_stat_activity WHERE usename = 'freshet_t_" + tenant + "'");
        new ProcessBuilder("kill", "-KILL", Long.toString(pid)).start().waitFor();
        for (int i = 0; i < 400; i++) {
            try {
                number("SELECT 1");
                return;
            } catch (SQLException e) {
                Thread.sleep(25);
            }
        }
        throw new IllegalStateException("PostgreSQL did not come back");
    }

    /** The tenant's own login, as its workers have it. */
    DatabaseSettings login() {
        return new DatabaseSettings(postgres.jdbcUrl(database), "freshet_t_" + tenant, password);
    }

    Path warehouse() {
        return folder.resolve("warehouse");
    }

    String tenantSchema() {
        return "t_" + tenant;
    }

    Connection superuser() throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(database), postgres.superuser(), postgres.password());
    }

    void execute(String sql) throws SQLException {
        try (Connection c = superuser();
                Statement s = c.createStatement()) {
            s.execute(sql);
        }
    }

    long number(String sql) throws SQLException {
        try (Connection c = superuser();
                Statement s = c.createStatement();
                ResultSet r = s.executeQuery(sql)) {
            r.next();
            return r.getLong(1);
        }
    }

    Compiled compile(String yaml) {
        Compiled compiled = Definitions.compile(
                yaml.getBytes(StandardCharsets.UTF_8),
                MediaKind.YAML,
                CompileContext.bare().withFiles(FileAccess.anywhere(folder)));
        if (!compiled.ok()) {
            throw new IllegalArgumentException(compiled.diagnostics().toString());
        }
        return compiled;
    }

    /** Starts a worker of the next generation and waits until it is active. */
    Process launch(Compiled compiled, int version, String... jvmOptions)
            throws IOException, InterruptedException, SQLException {
        Started started = begin(compiled, version, _ -> {}, jvmOptions);
        await(started);
        return started.process();
    }

    /** A worker that may not be active yet. */
    record Started(Process process, Path log, long generation) {}

    /** Starts a worker of the next generation; {@code more} may add to its bootstrap. */
    Started begin(Compiled compiled, int version, Consumer<ObjectNode> more, String... jvmOptions)
            throws IOException, SQLException {
        long generation = number("SELECT freshet.reserve('" + pipeline + "')");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.freshet.worker.startup.WorkerMain"));
        Path log = folder.resolve("worker-" + generation + ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        processes.add(process);
        try (var in = process.getOutputStream()) {
            ObjectNode bootstrap = bootstrap(compiled, version, generation);
            more.accept(bootstrap);
            in.write(bootstrap.toString().getBytes(StandardCharsets.UTF_8));
        }
        return new Started(process, log, generation);
    }

    private ObjectNode bootstrap(Compiled compiled, int version, long generation) throws IOException {
        ObjectNode b = JSON.createObjectNode();
        b.put("tenant", tenant);
        b.put("pipeline", "under-test");
        b.put("pipeline_uid", pipeline.toString());
        b.put("generation", generation);
        b.put("version", version);
        b.set("definition", JSON.readTree(compiled.runtimeSpecJson()));
        b.set("plan", JSON.readTree(compiled.planJson()));
        ObjectNode db = b.putObject("database");
        db.put("url", postgres.jdbcUrl(database));
        db.put("user", "freshet_t_" + tenant);
        db.put("password", password);
        b.put("warehouse", folder.resolve("warehouse").toUri().toString());
        b.put("objects", folder.resolve("objects").toUri().toString());
        b.put("scratch", folder.resolve("scratch").toString());
        b.put("token", token);
        b.putArray("allowed_roots").add(folder.toString());
        return b;
    }

    void await(Started worker) throws IOException, InterruptedException, SQLException {
        for (int i = 0; i < 1200; i++) {
            if (isActive(worker.generation())) {
                return;
            }
            if (!worker.process().isAlive()) {
                throw new IllegalStateException("worker died:\n" + Files.readString(worker.log()));
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("worker did not come up:\n" + Files.readString(worker.log()));
    }

    boolean isActive(long generation) throws SQLException {
        return number("SELECT count(*) FROM freshet.ledger WHERE generation = " + generation + " AND pipeline_uid = '"
                        + pipeline + "'")
                == 1;
    }

    private String endpoint() throws SQLException {
        try (Connection c = superuser();
                Statement s = c.createStatement();
                ResultSet r =
                        s.executeQuery("SELECT endpoint FROM freshet.ledger WHERE pipeline_uid = '" + pipeline + "'")) {
            r.next();
            return r.getString(1);
        }
    }

    /** A request with another token than the worker's. */
    HttpResponse<String> callAs(String stranger, String method, String path)
            throws IOException, InterruptedException, SQLException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint() + path))
                .header("Authorization", "Bearer " + stranger)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The events of a view's changes behind an event id, up to and with an epoch. */
    List<JsonNode> changes(String view, String after, long upTo)
            throws IOException, InterruptedException, SQLException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint() + "/views/" + view + "/changes"))
                .header("Authorization", "Bearer " + token)
                .header("Last-Event-ID", after)
                .timeout(Duration.ofSeconds(60))
                .build();
        List<JsonNode> out = new ArrayList<>();
        try (var lines = http.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
            for (String line : (Iterable<String>) lines::iterator) {
                if (line.startsWith("data: ")) {
                    JsonNode event = JSON.readTree(line.substring(6));
                    out.add(event);
                    if (event.path("epoch").asLong() >= upTo
                            && event.path("last").asBoolean()) {
                        return out;
                    }
                }
            }
        }
        return out;
    }

    HttpResponse<String> call(String method, String path, @Nullable String body, String... headers)
            throws IOException, InterruptedException, SQLException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint() + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Pushes lines, repeating the request with its key until it is answered with 200. */
    JsonNode push(String table, String lines, String key) throws InterruptedException, SQLException, IOException {
        return push(table, "row", lines, key);
    }

    /** Pushes operations, likewise. */
    JsonNode pushChanges(String table, String lines, String key)
            throws InterruptedException, SQLException, IOException {
        return push(table, "change", lines, key);
    }

    private JsonNode push(String table, String format, String lines, String key)
            throws InterruptedException, SQLException, IOException {
        for (int attempt = 0; attempt < 600; attempt++) {
            try {
                HttpResponse<String> r = call(
                        "POST",
                        "/tables/" + table + "/records?format=" + format,
                        lines,
                        "Content-Type",
                        "application/x-ndjson",
                        "Idempotency-Key",
                        key,
                        "X-Freshet-Path",
                        "/tables/" + table + "/records");
                if (r.statusCode() == 200) {
                    return JSON.readTree(r.body());
                }
                if (r.statusCode() != 503 && r.statusCode() != 409) {
                    throw new IllegalStateException(r.statusCode() + " " + r.body());
                }
            } catch (IOException | SQLException e) {
                // Worker or database are being killed: the key makes the repetition safe.
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("no answer for " + key);
    }

    /** All rows of a view, page by page. */
    List<JsonNode> rows(String view) throws IOException, InterruptedException, SQLException {
        List<JsonNode> out = new ArrayList<>();
        String token = "";
        do {
            String path = "/views/" + view + "/rows?page_size=1000" + token;
            HttpResponse<String> r = call("GET", path, null);
            for (int i = 0; i < 400 && r.body().contains("worker_starting"); i++) {
                Thread.sleep(50);
                r = call("GET", path, null);
            }
            if (r.statusCode() != 200) {
                throw new IllegalStateException(r.statusCode() + " " + r.body());
            }
            JsonNode page = JSON.readTree(r.body());
            page.path("items").forEach(out::add);
            JsonNode next = page.path("next_page_token");
            token = next.isTextual() ? "&page_token=" + next.asText() : "";
        } while (!token.isEmpty());
        return out;
    }

    String log(long generation) throws IOException {
        return Files.readString(folder.resolve("worker-" + generation + ".log"));
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        http.close();
    }
}
