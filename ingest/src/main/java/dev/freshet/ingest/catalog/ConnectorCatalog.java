package dev.freshet.ingest.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.freshet.spi.error.Diagnostic;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** All connectors by name. Immutable; links neither Kafka nor a database driver. */
public final class ConnectorCatalog {
    private static final List<String> NAMES =
            List.of("push", "files", "kafka", "datagen", "nexmark", "postgres", "null");
    private static final Set<String> ANY_SOURCE =
            Set.of("connector", "columns", "primary_key", "watermark", "keep", "description");
    private static final Set<String> ANY_SINK = Set.of("connector", "view", "key", "description");
    private static final JsonMapper JSON = new JsonMapper();
    private static final ConnectorCatalog BUILT_IN = load();

    private final Map<String, ConnectorType> types;

    private ConnectorCatalog(Map<String, ConnectorType> types) {
        this.types = Collections.unmodifiableMap(types);
    }

    /** The connectors of this release. */
    public static ConnectorCatalog builtIn() {
        return BUILT_IN;
    }

    public Collection<ConnectorType> types() {
        return types.values();
    }

    public Optional<ConnectorType> type(String name) {
        return Optional.ofNullable(types.get(name));
    }

    /**
     * Checks an entry of {@code sources} or {@code sinks}; settings that all entries share are passed over.
     *
     * @param settings the entry's fields by name
     * @return findings with pointers relative to the entry, such as {@code /path}. Codes: {@code unknown_field,
     *     wrong_type, missing_field, unknown_value, out_of_range, unknown_connector, not_implemented}
     */
    public List<Diagnostic> check(String connector, boolean sink, Map<String, Object> settings) {
        return check(connector, sink, JSON.<JsonNode>valueToTree(settings));
    }

    /** The same for an entry as JSON. */
    public List<Diagnostic> check(String connector, boolean sink, JsonNode settings) {
        Optional<ConnectorType> type = type(connector);
        Optional<JsonNode> schema = type.flatMap(t -> sink ? t.sink() : t.source());
        if (schema.isEmpty()) {
            return List.of(unknown(connector, sink));
        }
        SchemaCheck check = new SchemaCheck(sink ? ANY_SINK : ANY_SOURCE);
        check.object(schema.get(), settings, "");
        JsonNode inline = settings.path("connection");
        if (inline.isObject() && type.get().connection().isPresent()) {
            check.object(type.get().connection().get(), inline, "/connection");
        }
        return check.findings();
    }

    /** Checks the settings of a stored connection; pointers are relative to them. */
    public List<Diagnostic> checkConnection(String connector, JsonNode settings) {
        Optional<JsonNode> schema = type(connector).flatMap(ConnectorType::connection);
        if (schema.isEmpty()) {
            return List.of(Diagnostic.error(
                    "unknown_connector",
                    "/connector",
                    "The connector '" + connector + "' takes no connection.",
                    "Use one of " + names(t -> t.connection().isPresent()) + "."));
        }
        SchemaCheck check = new SchemaCheck(Set.of());
        check.object(schema.get(), settings, "");
        return check.findings();
    }

    private Diagnostic unknown(String connector, boolean sink) {
        return Diagnostic.error(
                "unknown_connector",
                "/connector",
                "There is no connector '" + connector + "' for " + (sink ? "sinks" : "sources") + ".",
                "Use one of " + names(t -> (sink ? t.sink() : t.source()).isPresent()) + ".");
    }

    private String names(java.util.function.Predicate<ConnectorType> which) {
        return types.values().stream().filter(which).map(ConnectorType::name).collect(Collectors.joining(", "));
    }

    private static ConnectorCatalog load() {
        Map<String, ConnectorType> types = new LinkedHashMap<>();
        for (String name : NAMES) {
            JsonNode json = read(name + ".json");
            types.put(
                    name,
                    new ConnectorType(
                            name,
                            json.path("title").asText(),
                            Optional.ofNullable(json.get("source")),
                            Optional.ofNullable(json.get("sink")),
                            Optional.ofNullable(json.get("connection"))));
        }
        return new ConnectorCatalog(types);
    }

    private static JsonNode read(String resource) {
        try (InputStream in = ConnectorCatalog.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("resource " + resource + " is missing");
            }
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
