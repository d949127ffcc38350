package dev.freshet.server.startup;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/** How connections to the database are encrypted: one setting for both kinds of driver and for the workers. */
public final class DatabaseConfig implements ConfigSourceFactory {
    /** What follows the address in the URL of a JDBC driver. */
    public static final String QUERY = "freshet.db.query";

    private static final int ABOVE_APPLICATION_PROPERTIES = 255;
    private static final List<String> POOLS =
            List.of("quarkus.datasource.reactive", "quarkus.datasource.reconciler.reactive");

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        String mode = value(context, "freshet.db.ssl.mode");
        if (mode == null || mode.equals("disable")) {
            return List.of(source(Map.of(QUERY, "")));
        }
        String root = value(context, "freshet.db.ssl.root");
        Map<String, String> all = new HashMap<>();
        all.put(QUERY, "?sslmode=" + mode + (root == null ? "" : "&sslrootcert=" + root));
        for (String pool : POOLS) {
            all.put(pool + ".postgresql.ssl-mode", mode);
            if (root == null) {
                all.put(pool + ".trust-all", "true");
            } else {
                all.put(pool + ".trust-certificate-pem", "true");
                all.put(pool + ".trust-certificate-pem.certs", root);
            }
            if (mode.equals("verify-full")) {
                all.put(pool + ".hostname-verification-algorithm", "HTTPS");
            }
        }
        return List.of(source(all));
    }

    private static ConfigSource source(Map<String, String> values) {
        return new PropertiesConfigSource(values, "freshet database", ABOVE_APPLICATION_PROPERTIES);
    }

    private static @Nullable String value(ConfigSourceContext context, String name) {
        ConfigValue value = context.getValue(name);
        return value == null ? null : value.getValue();
    }
}
