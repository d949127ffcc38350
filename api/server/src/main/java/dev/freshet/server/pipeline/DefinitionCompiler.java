package dev.freshet.server.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.server.access.Problem.Slip;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks a pipeline document and makes its plan. Computes; call it off the event loop. Thread-safe. */
public interface DefinitionCompiler {
    /** How a document is written. */
    enum Media {
        YAML,
        JSON
    }

    /**
     * What a document may refer to.
     *
     * @param connections the tenant's stored connections: name to connector
     * @param secrets names of its secrets
     */
    record Context(Map<String, String> connections, Set<String> secrets) {
        public Context {
            connections = Map.copyOf(connections);
            secrets = Set.copyOf(secrets);
        }
    }

    /**
     * What became of a document.
     *
     * @param unreadable at least one slip means that it cannot be read at all (400), not merely that it is wrong (422)
     * @param slips what is wrong, and warnings, each with its place
     * @param document the document as JSON, as the client wrote it; null when it is no document
     * @param normalSpec its spec with defaults filled in; null when it is wrong
     * @param plan the plan as JSON, format 1; null when it is wrong
     */
    record Compilation(
            boolean unreadable,
            List<Slip> slips,
            @Nullable ObjectNode document,
            @Nullable String normalSpec,
            @Nullable String plan) {
        public Compilation {
            slips = List.copyOf(slips);
        }

        /** Whether it may be put. */
        public boolean valid() {
            return plan != null;
        }
    }

    /**
     * What a document does to one object of an earlier one.
     *
     * @param kind table, view, index or sink
     * @param effect created, changed, removed or unchanged
     */
    record Change(String object, String kind, String effect) {}

    /** What a valid document changes against an earlier one; null: there is none. */
    List<Change> changes(@Nullable ObjectNode before, ObjectNode after, Context context);

    /** Never throws for a document's fault. */
    Compilation compile(byte[] document, Media media, Context context);
}
