package dev.freshet.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;

/** The connectors and templates that come with the service. */
final class Catalog {
    private static final List<String> CONNECTABLE =
            List.of("kafka", "postgres", "s3", "files", "openai", "ollama", "bedrock");
    private static final JsonNode CONNECTORS = load("catalog/connector-types.json");
    private static final JsonNode TEMPLATES = load("catalog/templates.json");

    private Catalog() {}

    /** What a stored connection may be of. */
    static List<String> connectable() {
        return CONNECTABLE;
    }

    static boolean isConnectable(String connector) {
        return CONNECTABLE.contains(connector);
    }

    static List<Shapes.ConnectorType> connectors() {
        return StreamSupport.stream(CONNECTORS.spliterator(), false)
                .map(node -> new Shapes.ConnectorType(
                        node.path("name").asText(),
                        node.path("kind").asText(),
                        node.path("title").asText(),
                        node.path("schema"),
                        node.get("connection")))
                .toList();
    }

    static List<Shapes.Template> templates() {
        return StreamSupport.stream(TEMPLATES.spliterator(), false)
                .map(node -> new Shapes.Template(
                        node.path("name").asText(),
                        node.path("title").asText(),
                        node.path("description").asText(),
                        node.path("document").asText()))
                .toList();
    }

    private static JsonNode load(String resource) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (InputStream in = Objects.requireNonNull(loader.getResourceAsStream(resource), resource)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
