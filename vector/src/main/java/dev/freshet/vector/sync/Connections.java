package dev.freshet.vector.sync;

import java.sql.Connection;
import java.sql.SQLException;

/** Where connections to the tenant's database come from. Thread-safe; the caller closes what it gets. */
@FunctionalInterface
public interface Connections {
    Connection open() throws SQLException;

    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Runs the work in one transaction: committed when it returns, rolled back when it throws. */
    default <T> T transaction(Work<T> work) throws SQLException {
        try (Connection c = open()) {
            boolean auto = c.getAutoCommit();
            c.setAutoCommit(false);
            try {
                T result = work.run(c);
                c.commit();
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                rollback(c, e);
                throw e;
            } finally {
                if (!c.isClosed()) {
                    c.setAutoCommit(auto);
                }
            }
        }
    }

    private static void rollback(Connection c, Throwable cause) {
        try {
            c.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
