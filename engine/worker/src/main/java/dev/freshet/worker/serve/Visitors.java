package dev.freshet.worker.serve;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Who is being served, and since when nobody was and nothing came in. Once closed for want of work no visitor is let in any
 * more, so that none is turned away half served. Thread-safe.
 */
public final class Visitors {
    /** Header of an answer that tells: nothing was taken, another worker will serve the same request. */
    static final String UNTAKEN = "X-Freshet-Untaken";

    private int inside;
    private long quietSince = System.nanoTime();
    private boolean visited;
    private boolean closed;

    /** @throws Problem 503 when the worker is about to end */
    synchronized void enter() {
        if (closed) {
            throw new Problem(
                    503,
                    "worker_restarting",
                    "This worker is about to end; the same request reaches the next one.",
                    true,
                    Map.of("Retry-After", "1", UNTAKEN, "true"));
        }
        inside++;
        visited = true;
    }

    synchronized void leave() {
        inside--;
        quietSince = System.nanoTime();
    }

    /** Input has come in. */
    public synchronized void stir() {
        quietSince = System.nanoTime();
    }

    /** Whether anybody has asked for anything since the start. */
    public synchronized boolean visited() {
        return visited;
    }

    /** Lets nobody in any more. */
    public synchronized void close() {
        closed = true;
    }

    /** Lets nobody in any more if all has been quiet for so long; whether it has. */
    public synchronized boolean closeIfQuietFor(long seconds) {
        if (inside == 0 && System.nanoTime() - quietSince >= TimeUnit.SECONDS.toNanos(seconds)) {
            closed = true;
        }
        return closed;
    }
}
