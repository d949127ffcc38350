package dev.freshet.server.startup;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** One setting for traces: with FRESHET_TRACES, the base address of an OTLP collector, they go there; without it there are none. */
public final class TracesConfig implements ConfigSourceFactory {
    /** Name of the setting. */
    public static final String ENDPOINT = "freshet.traces";

    private static final int ABOVE_APPLICATION_PROPERTIES = 255;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        ConfigValue endpoint = context.getValue(ENDPOINT);
        if (endpoint == null || endpoint.getValue() == null) {
            return List.of();
        }
        return List.of(new PropertiesConfigSource(
                Map.of(
                        "quarkus.otel.sdk.disabled", "false",
                        "quarkus.otel.exporter.otlp.endpoint", endpoint.getValue(),
                        "quarkus.otel.exporter.otlp.protocol", "http/protobuf"),
                "freshet traces",
                ABOVE_APPLICATION_PROPERTIES));
    }
}
