package dev.freshet.stack;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL database with the login that owns it. */
record Database(String host, int port, String name, String user, String password) {

    private static final int OLDEST = 15;
    private static final int NEWEST = 18;
    private static final int DEFAULT_PORT = 5432;

    /** Reads a libpq address: {@code postgresql://user:password@host:port/database}. */
    static Database parse(String url) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw unreadable(e);
        }
        String scheme = uri.getScheme();
        if (!"postgresql".equals(scheme) && !"postgres".equals(scheme) || uri.getHost() == null) {
            throw unreadable(null);
        }
        String[] login =
                Optional.ofNullable(uri.getRawUserInfo()).orElse("postgres").split(":", 2);
        String path = Optional.ofNullable(uri.getRawPath()).orElse("").replaceFirst("^/", "");
        return new Database(
                uri.getHost(),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                path.isEmpty() ? decode(login[0]) : decode(path),
                decode(login[0]),
                login.length > 1 ? decode(login[1]) : "");
    }

    /** The stack's own, as its superuser. */
    static Database ofStack(int port, Vault vault) {
        return new Database(
                "127.0.0.1", port, "freshet", PostgresCluster.SUPERUSER, vault.password("database/superuser"));
    }

    private static StackException unreadable(@Nullable Throwable cause) {
        String message = "the database address must read postgresql://user:password@host:port/database";
        return cause == null ? new StackException(message) : new StackException(message, cause);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    String libpqUrl() {
        return "postgresql://%s:%s@%s:%d/%s".formatted(encode(user), encode(password), host, port, encode(name));
    }

    Connection connect() throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", user);
        login.setProperty("password", password);
        login.setProperty("connectTimeout", "5");
        return DriverManager.getConnection("jdbc:postgresql://%s:%d/%s".formatted(host, port, encode(name)), login);
    }

    boolean answers() {
        try (Connection connection = connect()) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Refuses a database that the service cannot use; returns a warning, or an empty text. */
    String check() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            checkVersion(connection.getMetaData().getDatabaseMajorVersion());
            return checkVectors(statement);
        } catch (SQLException e) {
            throw new StackException(
                    "cannot use the database %s on %s:%d: %s".formatted(name, host, port, e.getMessage()), e);
        }
    }

    private void checkVersion(int major) {
        if (major < OLDEST || major > NEWEST) {
            throw new StackException(
                    "the database on %s:%d is PostgreSQL %d; 15 to 18 will do".formatted(host, port, major));
        }
    }

    private String checkVectors(Statement statement) throws SQLException {
        try (ResultSet found =
                statement.executeQuery("SELECT default_version FROM pg_available_extensions WHERE name = 'vector'")) {
            if (!found.next()) {
                throw new StackException("""
                        the PostgreSQL on %s:%d has no pgvector: install it there (Debian/Ubuntu with the packages of \
                        postgresql.org: postgresql-NN-pgvector, macOS: brew install pgvector), or leave \
                        FRESHET_DATABASE_URL out and a private one is started""".formatted(host, port));
            }
            return Pgvector.warning(found.getString(1));
        }
    }
}
