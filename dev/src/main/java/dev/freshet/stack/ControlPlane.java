package dev.freshet.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The service's own process: how it is started and what it is told through its environment. */
final class ControlPlane {

    private static final String JAR = "quarkus-run.jar";

    private final Checkout checkout;
    private final Vault vault;

    ControlPlane(Checkout checkout, Vault vault) {
        this.checkout = checkout;
        this.vault = vault;
    }

    /** Where the build leaves the service, if it has been built. */
    Optional<Path> built() {
        Path folder = checkout.root().resolve("api/server/target/quarkus-app");
        return Files.exists(folder.resolve(JAR)) ? Optional.of(folder) : Optional.empty();
    }

    /** The addresses that the service is given. */
    record Surroundings(int port, Database database, String issuer, Optional<String> kafka, Optional<String> s3) {}

    /** Its command, over a copy of what was built, so that the next build cannot pull it away under a running process. */
    Processes.Server server(Surroundings around) throws IOException {
        Path app = Apps.of(checkout).current();
        Checkout.writeSecret(seedFile(), Seed.json(around.issuer()));
        List<String> words = new ArrayList<>(Jvm.command("320m"));
        words.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        words.add("-jar");
        words.add(app.resolve("server").resolve(JAR).toString());
        return new Processes.Server("control-plane", words, environment(around, app), around.port(), checkout.home());
    }

    private Path seedFile() {
        return checkout.run().resolve("seed.json");
    }

    private Map<String, String> environment(Surroundings around, Path app) {
        Map<String, String> env = new TreeMap<>();
        env.put("FRESHET_HTTP_PORT", Integer.toString(around.port()));
        database(env, around.database());
        identity(env, around.issuer());
        env.put("FRESHET_MASTER_KEY", vault.key("master-key", 32));
        env.putAll(warehouse(around.s3()));
        env.put("FRESHET_HOME", checkout.home().toString());
        env.put("FRESHET_WORKER_CLASSPATH", Apps.workerClasspath(app));
        env.put(
                "FRESHET_JAVA",
                Path.of(System.getProperty("java.home"), "bin", "java").toString());
        env.put("FRESHET_ALLOWED_ROOTS", checkout.root() + ":" + checkout.home());
        env.put("FRESHET_BARRED_PATHS", checkout.closed().map(Path::toString).collect(Collectors.joining(":")));
        env.put("FRESHET_SEED", seedFile().toString());
        around.kafka().ifPresent(address -> env.put("FRESHET_DEV_KAFKA", address));
        return env;
    }

    /**
     * The stack's own S3 server where it runs, else the S3 warehouse that the caller's environment names, else a folder:
     * the address, and how it is reached.
     */
    Map<String, String> warehouse(Optional<String> s3) {
        Map<String, String> env = new TreeMap<>();
        String named = System.getenv("FRESHET_WAREHOUSE");
        if (s3.isPresent()) {
            env.put("FRESHET_WAREHOUSE", S3Server.warehouse());
            env.put("FRESHET_S3_ENDPOINT", s3.get());
            env.put("FRESHET_S3_REGION", "us-east-1");
            env.put("FRESHET_S3_PATH_STYLE", "yes");
            env.put("FRESHET_S3_ACCESS_KEY_ID", S3Server.NAME);
            env.put("FRESHET_S3_SECRET_ACCESS_KEY", vault.password("s3/secret"));
        } else if (named != null && named.startsWith("s3:")) {
            System.getenv().forEach((name, value) -> {
                if (name.equals("FRESHET_WAREHOUSE") || name.startsWith("FRESHET_S3_")) {
                    env.put(name, value);
                }
            });
        } else {
            env.put("FRESHET_WAREHOUSE", Apps.url(checkout.warehouse()));
        }
        return env;
    }

    /** How it reaches the database. */
    void database(Map<String, String> env, Database database) {
        env.put("FRESHET_DB_HOST", database.host());
        env.put("FRESHET_DB_PORT", Integer.toString(database.port()));
        env.put("FRESHET_DB_NAME", database.name());
        env.put("FRESHET_DB_OWNER_USER", database.user());
        env.put("FRESHET_DB_OWNER_PASSWORD", database.password());
        env.put("FRESHET_DB_API_PASSWORD", vault.password("database/api"));
        env.put("FRESHET_DB_RECONCILER_PASSWORD", vault.password("database/reconciler"));
    }

    private void identity(Map<String, String> env, String issuer) {
        env.put("FRESHET_OIDC_ISSUER", issuer);
        env.put("FRESHET_OIDC_AUDIENCE", Realm.AUDIENCE);
        env.put("FRESHET_CONSOLE_CLIENT_ID", Realm.CONSOLE);
        env.put("FRESHET_CONSOLE_CLIENT_SECRET", vault.password("client/console"));
        env.put("FRESHET_COOKIE_KEY", vault.password("cookie-key"));
    }
}
