package dev.freshet.server.startup;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Secrets out of files: {@code FRESHET_MASTER_KEY_FROM=/run/secrets/key} stands for the key in that file. */
public final class SecretFiles implements ConfigSourceFactory {
    private static final int ABOVE_ENVIRONMENT = 320;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Map<String, String> read = new HashMap<>();
        for (Setting setting : Setting.ALL) {
            ConfigValue from = setting.isSecret() ? context.getValue(setting.property() + ".from") : null;
            if (from != null && from.getValue() != null) {
                read.put(setting.property(), read(Path.of(from.getValue())));
            }
        }
        return List.of(new PropertiesConfigSource(read, "freshet secrets", ABOVE_ENVIRONMENT));
    }

    /** Without the line end that editors leave. */
    static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
