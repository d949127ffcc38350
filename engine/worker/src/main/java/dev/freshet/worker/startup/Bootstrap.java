package dev.freshet.worker.startup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.core.plan.Plan;
import dev.freshet.core.plan.format.PlanFormat1;
import dev.freshet.lake.S3Settings;
import dev.freshet.meta.DatabaseSettings;
import dev.freshet.spi.id.Generation;
import dev.freshet.spi.id.PipelineId;
import dev.freshet.spi.id.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything a worker is told, as one JSON document on its standard input.
 *
 * @param spec the definition's spec, secrets resolved
 * @param connections name → settings of the tenant's connections
 * @param warehouse folder of the pipeline's Iceberg tables
 * @param barredPaths files and folders below the allowed roots that stay closed all the same
 * @param traces base address of the OTLP collector that spans go to; null for none
 * @param failpoints where and how a test breaks the process, as {@link dev.freshet.spi.sys.Failpoint} reads it; null for none
 * @param upkeep how often state is flushed, saved and maintained; may be absent
 * @param s3 how the S3 service of an {@code s3:} warehouse is reached; may be absent: AWS by its own rules
 * @param look started only to see whether a source has something new
 * @param scratch folder for files that need not survive
 * @param endpoint where the control plane reaches this worker; null: at loopback
 */
public record Bootstrap(
        PipelineId pipeline,
        Generation generation,
        int version,
        JsonNode spec,
        Map<String, JsonNode> connections,
        Plan plan,
        DatabaseSettings database,
        String warehouse,
        Path scratch,
        String token,
        List<Path> allowedRoots,
        List<Path> barredPaths,
        @Nullable String traces,
        @Nullable String failpoints,
        JsonNode upkeep,
        JsonNode s3,
        boolean look,
        @Nullable String endpoint) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Bootstrap {
        connections = Map.copyOf(connections);
        allowedRoots = List.copyOf(allowedRoots);
        barredPaths = List.copyOf(barredPaths);
    }

    /** @throws IllegalArgumentException naming the field that is missing or wrong */
    public static Bootstrap read(InputStream in) throws IOException {
        JsonNode root = JSON.readTree(in);
        if (root == null || !root.isObject()) {
            throw new IllegalArgumentException("the bootstrap is not a JSON object");
        }
        JsonNode spec = required(root, "definition");
        JsonNode database = required(root, "database");
        Map<String, JsonNode> connections = new TreeMap<>();
        spec.path("connections").properties().forEach(e -> connections.put(e.getKey(), e.getValue()));
        return new Bootstrap(
                new PipelineId(
                        new TenantId(text(root, "tenant")),
                        text(root, "pipeline"),
                        UUID.fromString(text(root, "pipeline_uid"))),
                new Generation(required(root, "generation").asLong()),
                required(root, "version").asInt(),
                spec,
                connections,
                PlanFormat1.read(required(root, "plan").toString()),
                new DatabaseSettings(text(database, "url"), text(database, "user"), text(database, "password")),
                text(root, "warehouse"),
                Path.of(text(root, "scratch")),
                text(root, "token"),
                paths(root, "allowed_roots"),
                paths(root, "barred_paths"),
                root.path("traces").asText(null),
                root.path("failpoints").asText(null),
                root.path("upkeep"),
                root.path("s3"),
                root.path("look").asBoolean(),
                root.path("endpoint").asText(null));
    }

    private static List<Path> paths(JsonNode root, String name) {
        List<Path> paths = new ArrayList<>();
        root.path(name).forEach(path -> paths.add(Path.of(path.asText())));
        return paths;
    }

    private static JsonNode required(JsonNode node, String name) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            throw new IllegalArgumentException("the bootstrap lacks \"" + name + "\"");
        }
        return value;
    }

    private static String text(JsonNode node, String name) {
        return required(node, name).asText();
    }

    /** How S3 is reached. */
    public S3Settings s3Settings() {
        S3Settings usual = S3Settings.DEFAULT;
        return new S3Settings(
                s3.path("endpoint").asText(null),
                s3.path("region").asText(null),
                s3.path("path_style").asBoolean(false),
                s3.path("access_key_id").asText(null),
                s3.path("secret_access_key").asText(null),
                s3.path("tenant_role").isTextual()
                        ? new S3Settings.Session(
                                s3.path("tenant_role").asText(),
                                pipeline.tenant().value())
                        : null,
                usual.attempts(),
                usual.patience());
    }

    /** Where connectors keep files of their own: the pipeline's folder in the warehouse, or scratch where that is a bucket. */
    public Path warehouseFolder() {
        if (warehouse.startsWith("s3:")) {
            return scratch.resolve(pipeline.uid().toString());
        }
        return warehouse.startsWith("file:") ? Path.of(URI.create(warehouse)) : Path.of(warehouse);
    }
}
