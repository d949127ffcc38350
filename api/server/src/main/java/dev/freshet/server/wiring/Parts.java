package dev.freshet.server.wiring;

import dev.freshet.server.access.RouteTable;
import dev.freshet.server.deploy.EcsTasks;
import dev.freshet.server.deploy.KubernetesJobs;
import dev.freshet.server.deploy.Launcher;
import dev.freshet.server.deploy.LocalLauncher;
import dev.freshet.server.deploy.Nudge;
import dev.freshet.server.deploy.RemoteLauncher;
import dev.freshet.server.pipeline.DefinitionCompiler;
import dev.freshet.server.pipeline.SqlCompiler;
import dev.freshet.server.rest.Resources;
import dev.freshet.server.rest.Routes;
import dev.freshet.server.secrets.Envelope;
import dev.freshet.server.startup.DatabaseConfig;
import dev.freshet.server.startup.S3Access;
import dev.freshet.server.startup.Settings;
import dev.freshet.server.startup.TracesConfig;
import dev.freshet.server.startup.WorkerPlace;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** Makes what has no framework in it out of constructors. */
@ApplicationScoped
public class Parts {

    @Produces
    @Singleton
    Settings settings(Config config) {
        return new Settings(
                Base64.getDecoder().decode(config.getValue("freshet.master.key", String.class)),
                config.getOptionalValue("freshet.warehouse", String.class).orElse("file:///tmp/freshet-warehouse"),
                s3(config),
                path(config, "freshet.home").orElse(Path.of(".freshet")).toAbsolutePath(),
                config.getOptionalValue("freshet.worker.classpath", String.class)
                        .orElse(""),
                paths(config.getOptionalValue("freshet.allowed.roots", String.class)
                        .orElse("")),
                barred(config),
                "jdbc:postgresql://" + config.getValue("freshet.db.address", String.class)
                        + config.getOptionalValue(DatabaseConfig.QUERY, String.class)
                                .orElse(""),
                config.getOptionalValue("freshet.dev.kafka", String.class).orElse(null),
                words(config.getOptionalValue("freshet.worker.jvm.options", String.class)
                        .orElse("")),
                path(config, "freshet.seed").orElse(null),
                path(config, "freshet.ui.dir").orElse(null),
                config.getOptionalValue(TracesConfig.ENDPOINT, String.class).orElse(null),
                config.getOptionalValue("freshet.look.seconds", Long.class)
                        .map(Duration::ofSeconds)
                        .orElse(null),
                Places.of(config),
                Places.aws(config));
    }

    private static S3Access s3(Config config) {
        return new S3Access(
                config.getOptionalValue("freshet.s3.endpoint", String.class).orElse(null),
                config.getOptionalValue("freshet.s3.region", String.class).orElse(null),
                config.getOptionalValue("freshet.s3.path.style", Boolean.class).orElse(false),
                config.getOptionalValue("freshet.s3.access.key.id", String.class)
                        .orElse(null),
                config.getOptionalValue("freshet.s3.secret.access.key", String.class)
                        .orElse(null),
                config.getOptionalValue("freshet.ecs.tenant.role", String.class).orElse(null));
    }

    /** What the operator names, and always the warehouse, which holds all tenants' tables. */
    private static List<Path> barred(Config config) {
        List<Path> all = new ArrayList<>(paths(
                config.getOptionalValue("freshet.barred.paths", String.class).orElse("")));
        config.getOptionalValue("freshet.warehouse", String.class)
                .filter(url -> url.startsWith("file:"))
                .ifPresent(url -> all.add(Path.of(URI.create(url))));
        return all;
    }

    @Produces
    @Singleton
    Envelope masterEnvelope(Settings settings) {
        return new Envelope(settings.masterKey());
    }

    @Produces
    @Singleton
    RouteTable routes() {
        return Routes.of(Resources.ALL);
    }

    @Produces
    @Singleton
    Launcher launcher(Settings settings) {
        return switch (settings.place()) {
            case WorkerPlace.Local local ->
                new LocalLauncher(settings.home(), settings.workerClasspath(), settings.workerJvmOptions());
            case WorkerPlace.Ecs(EcsTasks.Setup setup) ->
                new RemoteLauncher(new EcsTasks(Places.ecs(settings.aws()), setup), Duration.ofSeconds(1));
            case WorkerPlace.Kubernetes(KubernetesJobs.Setup setup, Path authority) ->
                new RemoteLauncher(new KubernetesJobs(Places.trusting(authority), setup), Duration.ofMillis(500));
        };
    }

    @Produces
    @Singleton
    WakeQueue wakeQueue(Settings settings, Sleepers sleepers) {
        return WakeQueue.of(settings.aws(), sleepers);
    }

    @Produces
    @Singleton
    Nudge nudge() {
        return new Nudge();
    }

    @Produces
    @Singleton
    DefinitionCompiler compiler(Settings settings) {
        return new SqlCompiler(settings.allowedRoots(), settings.barredPaths());
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.trim().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static Optional<Path> path(Config config, String name) {
        return config.getOptionalValue(name, String.class)
                .filter(text -> !text.isBlank())
                .map(Path::of);
    }

    private static List<Path> paths(String list) {
        return Arrays.stream(list.split("[" + File.pathSeparator + ",]"))
                .filter(text -> !text.isBlank())
                .map(Path::of)
                .toList();
    }
}
