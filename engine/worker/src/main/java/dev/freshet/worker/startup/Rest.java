package dev.freshet.worker.startup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.worker.serve.Visitors;
import java.util.function.BooleanSupplier;

/**
 * Ends a worker that has nothing to do ({@code spec.idle}): nothing came in, nobody asked, and every output shows all that
 * came in. One that was started only to look at the sources waits less, unless somebody asks it something meanwhile.
 */
final class Rest {
    /** {@code reason_code} in the ledger of a pipeline that rests. */
    static final String CODE = "IDLE";

    private static final long DEFAULT_AFTER_SECONDS = 900;
    private static final long LOOK_SECONDS = 10;

    private final boolean configured;
    private final long after;
    private final boolean look;
    private final Visitors visitors;
    private volatile boolean resting;

    Rest(JsonNode idle, boolean look, Visitors visitors) {
        this.configured = idle.isObject();
        this.after = idle.path("after_seconds").asLong(DEFAULT_AFTER_SECONDS);
        this.look = look;
        this.visitors = visitors;
    }

    /** Looks every second on a thread of its own; calls {@code stop} once when it is time. */
    void watch(BooleanSupplier busy, Runnable stop) {
        if (configured) {
            Thread.ofVirtual().name("rest").start(() -> look(busy, stop));
        }
    }

    private void look(BooleanSupplier busy, Runnable stop) {
        try {
            while (!isTime(busy)) {
                Thread.sleep(Math.min(1000, patience() * 200));
            }
            resting = true;
            stop.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isTime(BooleanSupplier busy) {
        if (busy.getAsBoolean()) {
            visitors.stir();
            return false;
        }
        return visitors.closeIfQuietFor(patience());
    }

    private long patience() {
        return look && !visitors.visited() ? Math.min(after, LOOK_SECONDS) : after;
    }

    /** Whether the worker ends for want of work. */
    boolean resting() {
        return resting;
    }

    String reason() {
        return "Nothing to do for " + patience() + " s; a push, a query or a search wakes it.";
    }
}
