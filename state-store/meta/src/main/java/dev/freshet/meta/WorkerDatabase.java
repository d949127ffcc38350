package dev.freshet.meta;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * Connections to the ledger's database under one login. Sessions are bounded: one that idles inside a transaction (its
 * process is paused or cut off) is ended by the server within ten seconds, so that a stalled owner never keeps the row
 * lock from its successor. Thread-safe.
 */
public final class WorkerDatabase implements AutoCloseable {
    private static final String BOUNDS =
            "-c idle_in_transaction_session_timeout=10000 -c lock_timeout=20000 -c statement_timeout=120000";

    private final DatabaseSettings settings;
    private final HikariDataSource pool;

    private WorkerDatabase(DatabaseSettings settings, HikariDataSource pool) {
        this.settings = settings;
        this.pool = pool;
    }

    /** Connects and refuses a server that does not keep what it confirms. */
    public static WorkerDatabase open(DatabaseSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("freshet-ledger");
        config.setJdbcUrl(settings.url());
        config.setDataSourceProperties(properties(settings, 150));
        config.setMinimumIdle(0);
        config.setMaximumPoolSize(6);
        config.setIdleTimeout(30_000);
        config.setConnectionTimeout(15_000);
        config.setInitializationFailTimeout(-1);
        WorkerDatabase database = new WorkerDatabase(settings, new HikariDataSource(config));
        try (Connection connection = database.connection()) {
            requireDurable(connection);
            return database;
        } catch (SQLException e) {
            database.close();
            throw new LedgerException("cannot use the database as " + settings + ": " + e.getMessage(), e);
        } catch (LedgerException e) {
            database.close();
            throw e;
        }
    }

    private static Properties properties(DatabaseSettings settings, int socketSeconds) {
        Properties p = new Properties();
        p.setProperty("user", settings.user());
        p.setProperty("password", settings.password());
        p.setProperty("ApplicationName", "freshet");
        p.setProperty("options", BOUNDS);
        p.setProperty("tcpKeepAlive", "true");
        p.setProperty("connectTimeout", "10");
        p.setProperty("socketTimeout", Integer.toString(socketSeconds));
        p.setProperty("prepareThreshold", "2");
        return p;
    }

    private static void requireDurable(Connection connection) throws SQLException {
        for (String name : new String[] {"fsync", "full_page_writes", "synchronous_commit"}) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SHOW " + name)) {
                if (row.next() && row.getString(1).equals("off")) {
                    throw new LedgerException("the database runs with " + name
                            + " = off and may lose what it confirmed; set " + name + " = on and reload it");
                }
            }
        }
    }

    public DatabaseSettings settings() {
        return settings;
    }

    /** A pooled connection in auto-commit; the caller closes it. Waits at most 15 s. */
    public Connection connection() throws SQLException {
        return pool.getConnection();
    }

    /** Work on one connection. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Does something on a pooled connection; an SQL error becomes a {@link LedgerException} that says what failed. */
    public <T> T run(String what, Work<T> work) {
        try (Connection connection = connection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw new LedgerException("cannot " + what + ": " + e.getMessage(), e);
        }
    }

    /** A new connection of the caller's own, whose silence counts as an error after {@code socketSeconds}. */
    public Connection fresh(int socketSeconds) throws SQLException {
        return DriverManager.getConnection(settings.url(), properties(settings, socketSeconds));
    }

    @Override
    public void close() {
        pool.close();
    }
}
