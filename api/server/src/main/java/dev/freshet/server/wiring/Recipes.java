package dev.freshet.server.wiring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.server.deploy.Bootstrap;
import dev.freshet.server.deploy.Launcher;
import dev.freshet.server.deploy.LogFiles.Whose;
import dev.freshet.server.deploy.Memory;
import dev.freshet.server.secrets.Envelope;
import dev.freshet.server.startup.S3Access;
import dev.freshet.server.startup.Settings;
import dev.freshet.server.tenant.TenantNames;
import dev.freshet.server.wiring.ReconcilerStore.Recipe;
import dev.freshet.server.wiring.ReconcilerStore.Wanted;
import dev.freshet.server.wiring.db.Tenants;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Puts together what a worker gets to know. The only place where secrets are opened; blocks. */
@ApplicationScoped
public class Recipes {
    private static final long DEFAULT_MEMORY = 1L << 30;
    private final ReconcilerStore store;
    private final Settings settings;
    private final Envelope master;
    private final ObjectMapper json = new ObjectMapper();

    public Recipes(ReconcilerStore store, Settings settings, Envelope master) {
        this.store = store;
        this.settings = settings;
        this.master = master;
    }

    Launcher.Order order(Wanted pipeline, long generation, String token, boolean look) {
        String tenant = pipeline.tenant();
        Recipe recipe = store.recipe(pipeline);
        Envelope keys = master.unwrap(tenant, recipe.wrappedKey());
        ObjectNode spec = (ObjectNode) tree(recipe.spec());
        ObjectNode bootstrap = json.createObjectNode()
                .put("tenant", tenant)
                .put("pipeline", pipeline.name())
                .put("pipeline_uid", pipeline.uid().toString())
                .put("generation", generation)
                .put("version", pipeline.version())
                .put("look", look);
        bootstrap.set("definition", Bootstrap.definition(spec, connections(tenant), secrets(tenant, keys)));
        bootstrap.set("plan", tree(recipe.plan()));
        bootstrap
                .putObject("database")
                .put("url", settings.jdbcUrl())
                .put("user", TenantNames.login(tenant))
                .put("password", keys.openText(recipe.dbLogin(), Tenants.loginPlace(tenant)));
        places(bootstrap, pipeline, token);
        long memory = Memory.bytes(spec.path("memory").asText(""), DEFAULT_MEMORY);
        Whose whose = new Whose(tenant, pipeline.name(), pipeline.uid());
        return new Launcher.Order(whose, generation, memory, bootstrap);
    }

    private void places(ObjectNode bootstrap, Wanted pipeline, String token) {
        String own = settings.warehouse() + "/" + pipeline.tenant() + "/";
        bootstrap
                .put("warehouse", own + pipeline.uid())
                .put("objects", own + "objects")
                .put("scratch", settings.home().resolve("scratch").toString())
                .put("token", token);
        List<Path> roots = settings.allowedRoots();
        roots.forEach(root -> bootstrap.withArray("allowed_roots").add(root.toString()));
        settings.barredPaths()
                .forEach(path -> bootstrap.withArray("barred_paths").add(path.toString()));
        if (settings.traces() != null) {
            bootstrap.put("traces", settings.traces());
        }
        if (isS3()) {
            s3(bootstrap.putObject("s3"));
        }
        ObjectNode dev = bootstrap.putObject("dev");
        if (settings.devKafka() != null) {
            dev.put("kafka", settings.devKafka());
        }
    }

    private boolean isS3() {
        return settings.warehouse().startsWith("s3:");
    }

    /** What is null is left to the AWS SDK's own rules in the worker too. */
    private void s3(ObjectNode to) {
        S3Access s3 = settings.s3();
        to.put("endpoint", s3.endpoint())
                .put("region", s3.region())
                .put("path_style", s3.pathStyle())
                .put("access_key_id", s3.accessKeyId())
                .put("secret_access_key", s3.secretAccessKey())
                .put("tenant_role", s3.tenantRole());
    }

    private Map<String, JsonNode> connections(String tenant) {
        Map<String, JsonNode> all = new HashMap<>();
        store.connections(tenant).forEach((name, one) -> {
            ObjectNode connection = (ObjectNode) tree(one[1]);
            all.put(name, connection.put("connector", one[0]));
        });
        return all;
    }

    private Map<String, String> secrets(String tenant, Envelope keys) {
        Map<String, String> all = new HashMap<>();
        store.secrets(tenant)
                .forEach(secret -> all.put(
                        secret.name(),
                        keys.openText(secret.bytes(), Envelope.secretPlace(tenant, secret.name(), secret.version()))));
        return all;
    }

    /** Removes a pipeline's files. */
    void purge(Wanted pipeline) {
        String place = settings.warehouse() + "/" + pipeline.tenant() + "/" + pipeline.uid();
        if (isS3()) {
            S3Objects.deleteBelow(place, settings.s3(), pipeline.tenant());
            return;
        }
        Path own = Path.of(URI.create(place));
        if (!Files.isDirectory(own)) {
            return;
        }
        try (Stream<Path> files = Files.walk(own)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored JSON cannot be read", e);
        }
    }
}
