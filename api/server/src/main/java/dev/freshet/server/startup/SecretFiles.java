package dev.freshet.server.startup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.ConfigSource;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/**
 * Secrets out of files and out of AWS Secrets Manager: {@code FRESHET_MASTER_KEY_FROM=/run/secrets/key} stands for the key in
 * that file, {@code …_FROM=arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME:FIELD::} for a field of that secret.
 */
public final class SecretFiles implements ConfigSourceFactory {
    private static final int ABOVE_ENVIRONMENT = 320;
    private static final Pattern FIELD =
            Pattern.compile("(arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\\d+:secret:[^:]+):([^:]+)::");

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Map<String, String> read = new HashMap<>();
        Map<String, JsonNode> secrets = new HashMap<>();
        for (Setting setting : Setting.ALL) {
            ConfigValue from = setting.isSecret() ? context.getValue(setting.property() + ".from") : null;
            if (from != null && from.getValue() != null) {
                read.put(setting.property(), read(from.getValue(), secrets));
            }
        }
        return List.of(new PropertiesConfigSource(read, "freshet secrets", ABOVE_ENVIRONMENT));
    }

    /** Whether it names a field of a secret in Secrets Manager. */
    static boolean isField(String from) {
        return FIELD.matcher(from).matches();
    }

    /** The secret in that file or field. */
    static String read(String from) {
        return read(from, new HashMap<>());
    }

    private static String read(String from, Map<String, JsonNode> secrets) {
        Matcher field = FIELD.matcher(from);
        return field.matches()
                ? secrets.computeIfAbsent(field.group(1), SecretFiles::fetch)
                        .path(field.group(2))
                        .asText()
                : read(Path.of(from));
    }

    private static JsonNode fetch(String arn) {
        SecretsManagerClientBuilder builder =
                SecretsManagerClient.builder().httpClient(UrlConnectionHttpClient.create());
        String endpoint = System.getenv("FRESHET_AWS_ENDPOINT");
        if (endpoint != null) {
            builder.endpointOverride(URI.create(endpoint));
        }
        try (SecretsManagerClient client = builder.build()) {
            return new ObjectMapper()
                    .readTree(client.getSecretValue(r -> r.secretId(arn)).secretString());
        } catch (IOException e) {
            throw new UncheckedIOException("the secret " + arn + " is not a JSON object", e);
        }
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
