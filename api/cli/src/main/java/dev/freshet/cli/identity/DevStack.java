package dev.freshet.cli.identity;

import dev.freshet.cli.Surroundings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the local stack wrote into its {@code dev.env}. */
public record DevStack(Map<String, String> values) {
    /** The tenant that the dev stack makes ready. */
    static final String TENANT = "acme";

    public DevStack {
        values = Map.copyOf(values);
    }

    /** Looks in {@code FRESHET_HOME}, else in {@code .freshet} of the working directory and of those above it. */
    public static Optional<DevStack> find(Surroundings here) {
        String home = here.variable("FRESHET_HOME");
        if (home != null) {
            return read(here.resolve(home).resolve("dev.env"));
        }
        for (Path at = here.directory(); at != null; at = at.getParent()) {
            Path file = at.resolve(".freshet").resolve("dev.env");
            if (Files.isReadable(file)) {
                return read(file);
            }
        }
        return Optional.empty();
    }

    private static Optional<DevStack> read(Path file) {
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            Map<String, String> values = new HashMap<>();
            Files.readAllLines(file).forEach(line -> assign(line.strip(), values));
            return Optional.of(new DevStack(values));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static void assign(String line, Map<String, String> values) {
        String text = line.startsWith("export ") ? line.substring(7).strip() : line;
        int equals = text.indexOf('=');
        if (equals > 0 && !text.startsWith("#")) {
            values.put(text.substring(0, equals), unquote(text.substring(equals + 1)));
        }
    }

    private static String unquote(String value) {
        boolean quoted = value.length() >= 2
                && (value.startsWith("'") || value.startsWith("\""))
                && value.charAt(0) == value.charAt(value.length() - 1);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    @Nullable
    String url() {
        return values.get("FRESHET_URL");
    }

    @Nullable
    String tokenUrl() {
        return values.get("FRESHET_TOKEN_URL");
    }

    @Nullable
    Credentials credentials() {
        String id = values.get("FRESHET_ACME_CLIENT_ID");
        String secret = values.get("FRESHET_ACME_CLIENT_SECRET");
        return id == null || secret == null ? null : new Credentials.ClientSecret(id, secret);
    }
}
