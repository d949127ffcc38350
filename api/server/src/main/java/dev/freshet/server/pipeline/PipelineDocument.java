package dev.freshet.server.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a document that the control plane itself looks at; all else is the compiler's. Lenient: what is not
 * there or of another type is absent.
 */
public record PipelineDocument(ObjectNode document) {
    /** The version of the format that we read and write. */
    public static final String API_VERSION = "freshet/v1";

    /** Puts a document together from a resource's parts. */
    public static PipelineDocument of(String name, @Nullable String description, JsonNode tags, JsonNode spec) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("api_version", API_VERSION).put("kind", "Pipeline");
        ObjectNode metadata = document.putObject("metadata").put("name", name);
        if (description != null) {
            metadata.put("description", description);
        }
        metadata.set("tags", tags);
        document.set("spec", spec);
        return new PipelineDocument(document);
    }

    /** {@code metadata.name}. */
    public @Nullable String name() {
        return text(document.path("metadata").path("name"));
    }

    /** {@code metadata.description}. */
    public @Nullable String description() {
        return text(document.path("metadata").path("description"));
    }

    /** {@code metadata.tags}, empty when absent. */
    public JsonNode tags() {
        JsonNode tags = document.path("metadata").path("tags");
        return tags.isObject() ? tags : JsonNodeFactory.instance.objectNode();
    }

    /** A copy of {@code spec}. */
    public ObjectNode spec() {
        return document.path("spec") instanceof ObjectNode spec
                ? spec.deepCopy()
                : JsonNodeFactory.instance.objectNode();
    }

    /** {@code spec.desired_state}; null when absent, which leaves it as it is. */
    public @Nullable DesiredState desired() {
        return DesiredState.of(text(document.path("spec").path("desired_state")));
    }

    /** {@code spec.slo.freshness_seconds} in milliseconds. */
    public @Nullable Long sloMillis() {
        JsonNode seconds = document.path("spec").path("slo").path("freshness_seconds");
        return seconds.isNumber() ? (long) (seconds.asDouble() * 1000) : null;
    }

    /** What two specs have in common when they are the same version: everything but the wish to run. */
    public String contentHash() {
        ObjectNode spec = spec();
        spec.remove("desired_state");
        return sha256(spec.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Lower-case hex. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }
}
