package dev.freshet.sql;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds a definition while it is checked.
 *
 * @param connections the tenant's stored connections, name to connector type
 * @param secrets names that {@code ${secret:name}} may use
 * @param embedders built-in embedders
 * @param files which local files may be named
 * @param connectors the catalog's opinion, or null: the built-in list of names and settings decides
 * @param inference finds columns that are not declared, or null
 */
public record CompileContext(
        Map<String, String> connections,
        Set<String> secrets,
        Set<String> embedders,
        FileAccess files,
        @Nullable ConnectorCheck connectors,
        @Nullable ColumnInference inference) {
    public CompileContext {
        connections = Map.copyOf(connections);
        secrets = Set.copyOf(secrets);
        embedders = Set.copyOf(embedders);
    }

    /** No connections, no secrets, no files, the built-in embedder. */
    public static CompileContext bare() {
        return new CompileContext(Map.of(), Set.of(), Set.of("minilm"), FileAccess.none(), null, null);
    }

    public CompileContext withConnections(Map<String, String> some) {
        return new CompileContext(some, secrets, embedders, files, connectors, inference);
    }

    public CompileContext withSecrets(Set<String> some) {
        return new CompileContext(connections, some, embedders, files, connectors, inference);
    }

    public CompileContext withEmbedders(Set<String> some) {
        return new CompileContext(connections, secrets, some, files, connectors, inference);
    }

    public CompileContext withFiles(FileAccess some) {
        return new CompileContext(connections, secrets, embedders, some, connectors, inference);
    }

    public CompileContext withConnectors(ConnectorCheck some) {
        return new CompileContext(connections, secrets, embedders, files, some, inference);
    }

    public CompileContext withInference(ColumnInference some) {
        return new CompileContext(connections, secrets, embedders, files, connectors, some);
    }
}
