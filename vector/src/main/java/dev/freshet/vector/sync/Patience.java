package dev.freshet.vector.sync;

import dev.freshet.vector.embed.EmbeddingException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tries again, with growing pauses, what may succeed later: a model that does not answer, a database that restarts. It
 * gives up only when it is closed or its thread is interrupted. What no repetition can mend is thrown at once.
 */
final class Patience {
    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final long LONGEST_PAUSE_MILLIS = 15_000;

    /** SQLSTATE classes: connection, rollback, resources, operator intervention, system error; lock not available. */
    private static final Set<String> PASSING = Set.of("08", "40", "53", "57", "58", "55");

    private boolean closed;
    private volatile @Nullable String lastError;

    @FunctionalInterface
    interface Attempt<T> {
        T run() throws SQLException;
    }

    <T> T until(Attempt<T> attempt) {
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            try {
                T result = attempt.run();
                lastError = null;
                return result;
            } catch (SQLException | RuntimeException e) {
                if (!passing(e)) {
                    throw e instanceof RuntimeException r
                            ? r
                            : new IllegalStateException("index: " + e.getMessage(), e);
                }
                lastError = String.valueOf(e.getMessage());
                sleep(pause, e);
                pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    /** Why the current work is still being repeated, or null. */
    @Nullable
    String lastError() {
        return lastError;
    }

    private static boolean passing(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof EmbeddingException) {
                return true;
            }
            if (t instanceof SQLException sql) {
                String state = sql.getSQLState();
                return state != null && state.length() == 5 && PASSING.contains(state.substring(0, 2));
            }
        }
        return false;
    }

    private synchronized void sleep(long millis, Exception cause) {
        long end = System.nanoTime() + millis * 1_000_000;
        try {
            while (!closed && System.nanoTime() < end) {
                wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
        if (closed) {
            throw new IllegalStateException("index: closed while waiting to try again", cause);
        }
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
