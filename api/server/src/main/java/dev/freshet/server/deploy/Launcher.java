package dev.freshet.server.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Starts worker processes and ends them. Blocks; thread-safe. */
public interface Launcher {
    /** A worker to be started. */
    record Order(LogFiles.Whose whose, long generation, long memoryBytes, ObjectNode bootstrap) {
        /** Of which pipeline. */
        public UUID pipeline() {
            return whose.uid();
        }
    }

    /**
     * A process.
     *
     * @param pid on this machine; 0 elsewhere
     * @param start when the system says that it began; tells it from a later one with the same pid
     * @param place what the platform calls it, where it is not a process of this machine
     */
    record Handle(
            long pid, @Nullable Instant start, @Nullable String place) {
        @Override
        public String toString() {
            return place == null ? "pid " + pid : place;
        }
    }

    /** A started process and its exit code to come, where somebody waits for it. */
    record Started(Handle handle, CompletionStage<Integer> exit) {}

    /**
     * What is known of a process.
     *
     * @param exitCode null while it runs, and where nobody saw it end
     * @param reason what the platform says about its end
     */
    record Seen(
            boolean alive,
            @Nullable Integer exitCode,
            @Nullable String reason) {
        static final Seen ALIVE = new Seen(true, null, null);
        static final Seen GONE = new Seen(false, null, null);
    }

    /**
     * Starts a worker and sees to it that it gets its bootstrap. The same order again, from whichever control plane, finds
     * the worker that was started and starts no second one.
     */
    Started launch(Order order) throws IOException;

    /** Looks for exactly this process; what cannot be asked at this moment counts as alive. */
    Seen observe(Handle handle);

    /** Asks it to end (softly) or ends it; nothing where it is gone already. */
    void end(Handle handle, boolean softly);

    /** Forgets what is kept about a worker that has ended. */
    void forget(UUID pipeline, long generation);
}
