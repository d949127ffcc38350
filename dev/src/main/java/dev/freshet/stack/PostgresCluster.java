package dev.freshet.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A private PostgreSQL cluster in a folder: made, configured and described here, run by whoever starts its
 * {@link #command}. It listens on 127.0.0.1 alone and keeps the durable settings on.
 */
final class PostgresCluster {

    static final String SUPERUSER = "postgres";

    /** Keeps the user's language and time zone out of messages and settings. */
    static final Map<String, String> ENVIRONMENT = Map.of("LC_ALL", "C", "TZ", "UTC");

    private final PostgresBinaries binaries;
    private final @Nullable Pgvector pgvector;
    private final Unprivileged account;
    private final Path data;
    private final String password;

    /** A cluster in that folder; with pgvector where the binaries do not have it already. */
    PostgresCluster(PostgresBinaries binaries, @Nullable Pgvector pgvector, Path data, String password) {
        this.binaries = binaries;
        this.pgvector = pgvector;
        this.account = Unprivileged.account();
        this.data = data;
        this.password = password;
    }

    boolean exists() {
        return Files.exists(data.resolve("PG_VERSION"));
    }

    /** Makes the cluster where it is not there yet, and writes its settings. */
    void prepare(String sharedBuffers) {
        try {
            if (!exists()) {
                initialise();
            }
            Path settings = data.resolve("freshet.conf");
            Files.writeString(settings, settings(sharedBuffers));
            account.own(settings);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare the PostgreSQL cluster in " + data, e);
        }
    }

    private void initialise() throws IOException {
        Cache.delete(data);
        Files.createDirectories(data);
        account.own(data);
        Path file = Files.createTempFile(data.getParent(), "pg-", ".txt");
        try {
            Files.writeString(file, password);
            account.own(file);
            Command.of(account.wrap(initdb(file), data, binaries.root()))
                    .in(binaries.root())
                    .with(ENVIRONMENT)
                    .expect("cannot make the PostgreSQL cluster in " + data, Duration.ofMinutes(3));
        } finally {
            Files.deleteIfExists(file);
        }
        Path main = data.resolve("postgresql.conf");
        Files.writeString(main, Files.readString(main) + "\ninclude 'freshet.conf'\n");
    }

    private List<String> initdb(Path passwordFile) {
        return List.of(
                binaries.program("initdb"),
                "--pgdata=" + data,
                "--username=" + SUPERUSER,
                "--auth=scram-sha-256",
                "--pwfile=" + passwordFile,
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions");
    }

    private String settings(String sharedBuffers) {
        return """
                # Written at every start.
                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                fsync = on
                full_page_writes = on
                synchronous_commit = on
                wal_level = logical
                max_connections = 200
                max_replication_slots = 40
                max_wal_senders = 40
                shared_buffers = '%s'
                max_wal_size = '1GB'
                timezone = 'UTC'
                log_timezone = 'UTC'
                """.formatted(sharedBuffers) + extensionPaths();
    }

    private String extensionPaths() {
        if (pgvector == null) {
            return "";
        }
        String root = pgvector.root().toString().replace("'", "''");
        return "extension_control_path = '%s/share:$system'%ndynamic_library_path = '%s/lib:$libdir'%n"
                .formatted(root, root);
    }

    /** The server as a command that stays in the foreground. */
    List<String> command(int port) {
        return account.wrap(
                List.of(binaries.program("postgres"), "-D", data.toString(), "-p", Integer.toString(port)),
                data,
                binaries.root(),
                pgvector == null ? data : pgvector.root());
    }

    /** Waits until the server takes connections; false when it died or the limit passed. */
    boolean await(int port, BooleanSupplier alive, Duration limit) throws InterruptedException {
        Instant end = Instant.now().plus(limit);
        while (Instant.now().isBefore(end) && alive.getAsBoolean()) {
            try (Connection connection = connect(port, "postgres")) {
                return connection.isValid(5);
            } catch (SQLException e) {
                Thread.sleep(50);
            }
        }
        return false;
    }

    /** A connection as superuser. */
    Connection connect(int port, String database) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", SUPERUSER);
        login.setProperty("password", password);
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database), login);
    }
}
