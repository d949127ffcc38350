package dev.freshet.lake;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/**
 * How an S3 service is reached. Where something is null the AWS SDK's own rules apply (environment, profile, instance role).
 *
 * @param endpoint address of a service other than AWS
 * @param pathStyle bucket in the path instead of the host's name
 * @param session what is taken on in place of the own identity; null: nothing
 * @param attempts how often a request is sent that fails in a way that may pass
 * @param patience longest silence of one attempt
 */
public record S3Settings(
        @Nullable String endpoint,
        @Nullable String region,
        boolean pathStyle,
        @Nullable String accessKeyId,
        @Nullable String secretAccessKey,
        @Nullable Session session,
        int attempts,
        Duration patience) {
    public static final S3Settings DEFAULT =
            new S3Settings(null, null, false, null, null, null, 8, Duration.ofSeconds(20));

    /** A role, taken on for one tenant: the session's tag {@code tenant} says which, and the role's policy what that opens. */
    public record Session(String role, String tenant) {
        AwsCredentialsProvider credentials(@Nullable String region) {
            StsClientBuilder sts = StsClient.builder().httpClient(UrlConnectionHttpClient.create());
            if (region != null) {
                sts.region(Region.of(region));
            }
            return StsAssumeRoleCredentialsProvider.builder()
                    .stsClient(sts.build())
                    .refreshRequest(r -> r.roleArn(role)
                            .roleSessionName("freshet-" + tenant)
                            .tags(t -> t.key("tenant").value(tenant)))
                    .build();
        }
    }

    S3Client client() {
        S3ClientBuilder builder = S3Client.builder()
                .forcePathStyle(pathStyle)
                .httpClient(UrlConnectionHttpClient.builder()
                        .socketTimeout(patience)
                        .connectionTimeout(Duration.ofSeconds(5))
                        .build())
                .overrideConfiguration(o -> o.apiCallAttemptTimeout(patience.multipliedBy(3))
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(attempts)
                                .circuitBreakerEnabled(false)
                                .build()));
        if (endpoint != null) {
            builder.endpointOverride(URI.create(endpoint));
        }
        if (region != null) {
            builder.region(Region.of(region));
        }
        if (accessKeyId != null && secretAccessKey != null) {
            builder.credentialsProvider(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secretAccessKey)));
        }
        if (session != null) {
            builder.credentialsProvider(session.credentials(region));
        }
        return builder.build();
    }

    /** Without the secret, so that it may be logged. */
    @Override
    public String toString() {
        return "S3 at " + (endpoint == null ? "AWS" : endpoint) + " in " + region;
    }
}
