package dev.freshet.server.startup;

import dev.freshet.meta.Migrations;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Entry point of the roles {@code control-plane} (without arguments), {@code migrate} and {@code function}. Exit code 78: a setting is
 * missing or wrong.
 */
@QuarkusMain
public final class ControlPlaneMain {
    private static final int BAD_SETTINGS = 78;

    private ControlPlaneMain() {}

    public static void main(String[] args) {
        SettingsCheck check = new SettingsCheck(System.getenv());
        check.unknown().forEach(name -> System.err.println("freshet: " + name));
        List<String> slips = check.slips();
        if (!slips.isEmpty()) {
            System.err.println("freshet cannot start:");
            slips.forEach(slip -> System.err.println("  " + slip));
            System.exit(BAD_SETTINGS);
        }
        if (args.length > 0 && args[0].equals("migrate")) {
            System.exit(migrate());
        }
        if (args.length > 0 && args[0].equals("function")) {
            function();
        }
        Quarkus.run(args);
    }

    /** Calls come by the runtime API, from the platform alone: what it says about their origin is true. */
    private static void function() {
        if (System.getenv("AWS_LAMBDA_RUNTIME_API") == null) {
            System.err.println("freshet cannot start: the role function runs where the platform of functions sets"
                    + " AWS_LAMBDA_RUNTIME_API; elsewhere take the role control-plane.");
            System.exit(BAD_SETTINGS);
        }
        System.setProperty("freshet.http.proxied", "yes");
    }

    /** May be repeated and interrupted: each step is one transaction, and one migrator at a time holds the lock. */
    private static int migrate() {
        String root = env("FRESHET_DB_SSL_ROOT", null);
        String mode = env("FRESHET_DB_SSL_MODE", "disable");
        String url = "jdbc:postgresql://" + env("FRESHET_DB_HOST", "127.0.0.1") + ":" + env("FRESHET_DB_PORT", "5432")
                + "/" + env("FRESHET_DB_NAME", "freshet") + "?sslmode=" + mode
                + (root == null ? "" : "&sslrootcert=" + root);
        try {
            int steps = Migrations.apply(url, secret("FRESHET_DB_OWNER_USER"), secret("FRESHET_DB_OWNER_PASSWORD"));
            System.out.println(
                    steps == 0
                            ? "The database is up to date."
                            : "The database is up to date after " + steps + " steps.");
            return 0;
        } catch (RuntimeException e) {
            System.err.println("freshet cannot migrate: " + e.getMessage());
            return 1;
        }
    }

    private static String secret(String name) {
        String from = System.getenv(name + "_FROM");
        return from == null ? Objects.requireNonNull(env(name, "")) : SecretFiles.read(from);
    }

    private static @Nullable String env(String name, @Nullable String otherwise) {
        String value = System.getenv(name);
        return value == null || value.isBlank() ? otherwise : value;
    }
}
