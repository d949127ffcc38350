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
     * @param start when the system says that it began; tells it from a later one with the same pid
     */
    record Handle(long pid, @Nullable Instant start) {}

    /** A started process and its exit code to come. */
    record Started(Handle handle, CompletionStage<Integer> exit) {}

    /** Starts a worker and hands it its bootstrap. */
    Started launch(Order order) throws IOException;

    /** Whether exactly this process still runs. */
    boolean isAlive(Handle handle);

    /** Asks it to end (softly) or ends it. */
    void end(Handle handle, boolean softly);

    /** Forgets what is kept about a worker that has ended. */
    void forget(UUID pipeline, long generation);
}
