package dev.freshet.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings the stack up part by part: what runs already is kept, what is missing is started, and each part is waited for
 * until it answers. Repeating it repairs a stack of which a part has died.
 */
final class Startup {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Checkout checkout;
    private final Processes processes;
    private final Progress progress;
    private final Vault vault;
    private final Ports ports;
    private final Cache cache;
    private final Maven maven;

    Startup(Checkout checkout, Progress progress) {
        this.checkout = checkout;
        this.processes = new Processes(checkout);
        this.progress = progress;
        this.vault = new Vault(checkout);
        this.ports = new Ports(checkout);
        this.cache = Cache.ofUser();
        this.maven = Maven.of(checkout);
    }

    /** What a user may ask of {@code up}. */
    record Wishes(boolean kafka, boolean s3, @Nullable String databaseUrl) {}

    /** A part that is there, or on its way. */
    private record Part(Running running, Instant begun, boolean found) {
        int port() {
            return Objects.requireNonNull(running.port());
        }
    }

    /** Makes the command of a part that has to be started. */
    private interface Maker {
        Processes.Server make() throws IOException;
    }

    /** Starts what is missing; true when everything ran already. */
    boolean run(Wishes wishes) throws IOException {
        fetch(wishes);
        List<Part> all = new ArrayList<>();
        Optional<Part> postgres =
                wishes.databaseUrl() == null ? Optional.of(begin("postgres", this::postgres)) : Optional.empty();
        Part keycloak = begin("keycloak", this::keycloak);
        Optional<Part> kafka = wishes.kafka() || processes.find("kafka").isPresent()
                ? Optional.of(begin("kafka", this::kafka))
                : Optional.empty();
        Optional<Part> s3 = wantsS3(wishes) ? Optional.of(begin("s3", this::s3)) : Optional.empty();
        Database database = database(wishes, postgres);
        String issuer = KeycloakServer.issuer(keycloak.port());
        kafka.ifPresent(part -> await(part, () -> Http.listens(part.port())));
        s3.ifPresent(part -> await(part, () -> Http.listens(part.port())));
        await(keycloak, () -> Http.ok(issuer + "/.well-known/openid-configuration"));
        postgres.ifPresent(all::add);
        all.add(keycloak);
        kafka.ifPresent(all::add);
        s3.ifPresent(all::add);
        controlPlane(new Found(
                        database,
                        issuer,
                        kafka.map(part -> "127.0.0.1:" + part.port()),
                        s3.map(part -> DevEnv.url(part.port()))))
                .ifPresent(all::add);
        return all.stream().allMatch(Part::found);
    }

    /** Once the tables lie on S3, they stay there. */
    private boolean wantsS3(Wishes wishes) {
        return wishes.s3() || Files.exists(checkout.home().resolve("s3"));
    }

    private void fetch(Wishes wishes) {
        if (wishes.databaseUrl() == null) {
            announce(PostgresBinaries.part(), "PostgreSQL and pgvector (40 MB)");
            PostgresParts.of(cache, maven, checkout.home().resolve("postgres/data"));
        }
        announce(KeycloakServer.part(), "Keycloak (177 MB) and preparing it");
        KeycloakServer.distribution(cache, maven);
        if (wishes.kafka()) {
            announce(KafkaServer.part(), "Kafka (45 MB)");
            KafkaServer.libraries(cache, maven);
        }
        if (wantsS3(wishes)) {
            announce(S3Server.part(), "S3Proxy (30 MB)");
            S3Server.libraries(cache, maven);
        }
    }

    private void announce(String part, String name) {
        if (!cache.has(part)) {
            progress.say("  fetching " + name + ", once per machine");
        }
    }

    private Part begin(String role, Maker maker) throws IOException {
        Optional<Running> found = processes.find(role);
        if (found.isPresent()) {
            return new Part(found.get(), Instant.now(), true);
        }
        Instant begun = Instant.now();
        return new Part(processes.start(maker.make()), begun, false);
    }

    private void await(Part part, BooleanSupplier ready) {
        String role = part.running().role();
        if (!Http.await(ready, part.running()::alive, LIMIT)) {
            throw new StackException("%s did not become ready; its log %s ends with:%n%s"
                    .formatted(role, processes.log(role), processes.logTail(role)));
        }
        if (part.found()) {
            progress.found(role, part.port());
        } else {
            progress.ready(role, part.port(), Duration.between(part.begun(), Instant.now()));
        }
    }

    private Processes.Server postgres() throws IOException {
        Path home = checkout.home().resolve("postgres");
        Path data = home.resolve("data");
        if (Files.exists(data) && !vault.has("database/superuser")) {
            throw new StackException(
                    "the password of the PostgreSQL in %s is gone (%s): move that folder away and start again"
                            .formatted(data, checkout.home().resolve("secrets.json")));
        }
        PostgresCluster cluster =
                PostgresParts.of(cache, maven, data).cluster(data, vault.password("database/superuser"));
        cluster.prepare("128MB");
        int port = ports.claim("postgres");
        return new Processes.Server("postgres", cluster.command(port), PostgresCluster.ENVIRONMENT, port, home);
    }

    private Database database(Wishes wishes, Optional<Part> postgres) {
        if (wishes.databaseUrl() != null) {
            Database database = Database.parse(wishes.databaseUrl());
            warn(database.check());
            return database;
        }
        Part part = postgres.orElseThrow();
        Database maintenance = superuser(part.port(), "postgres");
        await(part, maintenance::answers);
        Database database = Database.ofStack(part.port(), vault);
        create(maintenance, database.name());
        warn(database.check());
        return database;
    }

    private Database superuser(int port, String name) {
        return new Database("127.0.0.1", port, name, PostgresCluster.SUPERUSER, vault.password("database/superuser"));
    }

    private void warn(String warning) {
        if (!warning.isEmpty()) {
            progress.say("  warning: " + warning);
        }
    }

    private static void create(Database maintenance, String name) {
        try (Connection connection = maintenance.connect();
                Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '%s'".formatted(name))) {
            if (!found.next()) {
                statement.execute("CREATE DATABASE " + name);
            }
        } catch (SQLException e) {
            throw new StackException("cannot make the database " + name + ": " + e.getMessage(), e);
        }
    }

    private Processes.Server keycloak() throws IOException {
        Path home = checkout.home().resolve("keycloak");
        KeycloakServer server =
                KeycloakServer.in(home, KeycloakServer.distribution(cache, maven), vault.password("keycloak/admin"));
        String realm = Realm.json(vault);
        if (!server.holds(realm)) {
            server.reset(realm);
        }
        int port = ports.claim("keycloak");
        return new Processes.Server("keycloak", server.command(port), server.environment(), port, home);
    }

    private Processes.Server kafka() throws IOException {
        Path home = checkout.home().resolve("kafka");
        KafkaServer server = KafkaServer.in(home, KafkaServer.libraries(cache, maven));
        int port = ports.claim("kafka");
        server.prepare(port, ports.claim("kafka-controller"));
        return new Processes.Server("kafka", server.command(), Map.of(), port, home);
    }

    private Processes.Server s3() throws IOException {
        Path home = checkout.home().resolve("s3");
        S3Server server = S3Server.in(home, S3Server.libraries(cache, maven));
        int port = ports.claim("s3");
        server.guarded(port, vault.password("s3/secret"));
        server.bucket(S3Server.NAME);
        return new Processes.Server("s3", server.command(), Map.of(), port, home);
    }

    /** What the service leans on; the addresses are absent where a part is not wished for. */
    private record Found(Database database, String issuer, Optional<String> kafka, Optional<String> s3) {
        ControlPlane.Surroundings around(int port) {
            return new ControlPlane.Surroundings(port, database, issuer, kafka, s3);
        }
    }

    private Optional<Part> controlPlane(Found found) throws IOException {
        ControlPlane service = new ControlPlane(checkout, vault);
        if (processes.find("control-plane").isEmpty() && service.built().isEmpty()) {
            progress.say("  control-plane  left out: api/server has not been built");
            DevEnv.write(checkout, vault, found.around(ports.claim("control-plane")));
            return Optional.empty();
        }
        if (processes.find("control-plane").isEmpty() && processes.workers().isEmpty()) {
            Apps.of(checkout).clear();
        }
        Part part = begin("control-plane", () -> service.server(found.around(ports.claim("control-plane"))));
        DevEnv.write(checkout, vault, found.around(part.port()));
        await(part, () -> Http.ok(DevEnv.url(part.port()) + "/q/health/ready"));
        return Optional.of(part);
    }
}
