package dev.freshet.worker.serve;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of pushes whose epoch is not known yet. They live as long as the worker; of those that came true, the last many.
 * Thread-safe.
 */
final class Promises {
    private static final int KEPT = 10_000;

    private final String prefix;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<String, CompletableFuture<Long>> byToken = new LinkedHashMap<>();
    private long next;

    Promises(long generation) {
        this.prefix = "q" + Long.toString(generation, 36) + "-";
    }

    static boolean isToken(String token) {
        return token.matches("q[0-9a-z]{1,13}-[0-9a-z]{1,13}");
    }

    String promise(CompletableFuture<Long> epoch) {
        lock.lock();
        try {
            String token = prefix + Long.toString(next++, 36);
            byToken.put(token, epoch);
            Map.Entry<String, CompletableFuture<Long>> eldest = byToken.firstEntry();
            if (byToken.size() > KEPT && eldest.getValue().isDone()) {
                byToken.remove(eldest.getKey());
            }
            return token;
        } finally {
            lock.unlock();
        }
    }

    /** The epoch of a push, or null while it waits for one. */
    @Nullable
    Long epoch(String token) {
        CompletableFuture<Long> found;
        lock.lock();
        try {
            found = byToken.get(token);
        } finally {
            lock.unlock();
        }
        if (found == null) {
            throw new Problem(
                    410,
                    "expired",
                    "The worker that promised this is gone or has forgotten it; repeat the push with its Idempotency-Key to"
                            + " learn what came of it.");
        }
        if (found.isCompletedExceptionally()) {
            throw new Problem(
                    503, "not_committed", "The rows could not be made durable.", true, Map.of("Retry-After", "1"));
        }
        return found.getNow(null);
    }
}
