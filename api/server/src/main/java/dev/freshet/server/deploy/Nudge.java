package dev.freshet.server.deploy;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes the reconciler before its next tick. Many nudges in a row are one. Thread-safe. */
public final class Nudge {
    private final Semaphore pending = new Semaphore(0);

    /** Asks for a look at once. */
    public void now() {
        if (pending.availablePermits() == 0) {
            pending.release();
        }
    }

    /** Waits for a nudge, however long that takes. */
    public void await() throws InterruptedException {
        pending.acquire();
        pending.drainPermits();
    }

    /** Waits for a nudge or until the time is over. */
    public void await(long millis) throws InterruptedException {
        if (pending.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            pending.drainPermits();
        }
    }
}
