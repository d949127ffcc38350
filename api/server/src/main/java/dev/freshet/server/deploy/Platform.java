package dev.freshet.server.deploy;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where workers run as tasks of a cluster. Blocks; thread-safe. */
public interface Platform {
    /**
     * A task to be started.
     *
     * @param environment beside what the definition says; readable by whoever may look at the cluster, so never a secret
     */
    record Task(LogFiles.Whose whose, long generation, long memoryBytes, Map<String, String> environment) {
        public Task {
            environment = Map.copyOf(environment);
        }

        /** Unique and at most 63 characters. */
        public String name() {
            return name(whose.uid(), generation);
        }

        static String name(UUID pipeline, long generation) {
            return "freshet-" + pipeline + "-" + generation;
        }
    }

    /**
     * What the platform says.
     *
     * @param address where the worker listens; null before it has an address
     */
    record Look(
            boolean ended,
            @Nullable URI address,
            @Nullable Integer exitCode,
            @Nullable String reason) {}

    /** Starts the task; the same one again is the one that there is. Returns what the platform calls it. */
    String start(Task task) throws IOException;

    /** Looks at it. */
    Look look(String place) throws IOException;

    /** Ends it, softly by a signal that it may answer by draining. */
    void end(String place, boolean softly) throws IOException;

    /** Removes what is left of it. */
    void forget(UUID pipeline, long generation) throws IOException;
}
