package dev.freshet.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL 18 with pgvector for tests: one private cluster per JVM, with durable settings, started at the
 * first use and gone with the JVM. Each test takes a database of its own with {@link #createDatabase()}. Thread-safe.
 */
public final class TestPostgres {

    private static @Nullable TestPostgres running;

    private final AtomicInteger databases = new AtomicInteger();
    private final PostgresCluster cluster;
    private final String password;
    private final int port;

    private TestPostgres(PostgresCluster cluster, String password, int port) {
        this.cluster = cluster;
        this.password = password;
        this.port = port;
    }

    /** This JVM's cluster, started at the first call (about a second; the first on a machine fetches pgvector). */
    public static synchronized TestPostgres shared() {
        TestPostgres ready = running;
        if (ready == null) {
            ready = start();
            running = ready;
        }
        return ready;
    }

    private static TestPostgres start() {
        try {
            Path folder = Files.createTempDirectory("freshet-postgres-");
            try {
                return start(folder);
            } catch (StackException e) {
                Cache.delete(folder);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while starting PostgreSQL", e);
        }
    }

    private static TestPostgres start(Path folder) throws IOException, InterruptedException {
        Cache.readable(folder);
        String password = Secret.hex(16);
        Path data = folder.resolve("data");
        PostgresCluster cluster = PostgresParts.of(Cache.ofUser(), Maven.of(Checkout.current()), data)
                .cluster(data, password);
        cluster.prepare("32MB");
        return new TestPostgres(cluster, password, listen(cluster, folder));
    }

    private static int listen(PostgresCluster cluster, Path folder) throws InterruptedException, IOException {
        Path log = folder.resolve("postgres.log");
        for (int attempt = 0; attempt < 5; attempt++) {
            int port = FreePorts.any();
            Path own = Files.createTempDirectory(folder, "watch-");
            Leash leash = Leash.start(cluster.command(port), "INT", attempt == 0 ? folder : own, log);
            if (cluster.await(port, leash::alive, Duration.ofSeconds(60))) {
                return port;
            }
        }
        throw new StackException("PostgreSQL did not start:\n" + Files.readString(log));
    }

    /** Port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** Name of the superuser. */
    public String superuser() {
        return PostgresCluster.SUPERUSER;
    }

    /** The superuser's password. */
    public String password() {
        return password;
    }

    /** Address of a database for JDBC, without the login. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    /** Address of a database for libpq and its drivers, with the superuser's login. */
    public String libpqUrl(String database) {
        return "postgresql://%s:%s@127.0.0.1:%d/%s".formatted(superuser(), password, port, database);
    }

    /** Makes an empty database and returns its name. */
    public String createDatabase() {
        String name = "test_" + databases.incrementAndGet();
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
            return name;
        } catch (SQLException e) {
            throw new StackException("cannot make a database: " + e.getMessage(), e);
        }
    }

    /** A connection as superuser; the caller closes it. */
    public Connection connect(String database) throws SQLException {
        return cluster.connect(port, database);
    }
}
