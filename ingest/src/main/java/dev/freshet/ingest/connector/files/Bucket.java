package dev.freshet.ingest.connector.files;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.ingest.connector.ConnectorException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * What an {@code s3://bucket/prefix} names, and how it is reached: with the connection's key, or as anybody. The process's
 * own credentials are never used, for they open what belongs to all tenants.
 *
 * @param prefix without slashes at its ends; may be empty
 * @param endpoint a service other than AWS; null: AWS
 */
public record Bucket(
        String name,
        String prefix,
        @Nullable URI endpoint,
        String region,
        boolean pathStyle,
        @Nullable String accessKeyId,
        @Nullable String secretAccessKey) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** @param connection its settings; missing: anybody, at AWS */
    public static Bucket of(String path, JsonNode connection) {
        URI uri;
        try {
            uri = URI.create(path.replace(" ", "%20"));
        } catch (IllegalArgumentException e) {
            throw new ConnectorException("path " + path + " is no s3://bucket/prefix", e);
        }
        if (uri.getHost() == null) {
            throw new ConnectorException("path " + path + " is no s3://bucket/prefix");
        }
        String endpoint = connection.path("endpoint").asText(null);
        return new Bucket(
                uri.getHost(),
                uri.getPath().replaceAll("^/+|/+$", ""),
                endpoint == null ? null : URI.create(endpoint),
                connection.path("region").asText("us-east-1"),
                connection.path("path_style").asBoolean(endpoint != null),
                connection.path("access_key_id").asText(null),
                connection.path("secret_access_key").asText(null));
    }

    S3Client client() {
        S3ClientBuilder builder = S3Client.builder()
                .forcePathStyle(pathStyle)
                .region(Region.of(region))
                .credentialsProvider(credentials())
                .httpClient(UrlConnectionHttpClient.builder()
                        .socketTimeout(PATIENCE)
                        .connectionTimeout(Duration.ofSeconds(5))
                        .build());
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        return builder.build();
    }

    private AwsCredentialsProvider credentials() {
        return accessKeyId == null || secretAccessKey == null
                ? AnonymousCredentialsProvider.create()
                : StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secretAccessKey));
    }

    /** Without the secret, so that it may be logged. */
    @Override
    public String toString() {
        return "s3://" + name + "/" + prefix;
    }
}
