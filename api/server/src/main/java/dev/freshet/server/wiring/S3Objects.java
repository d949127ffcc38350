package dev.freshet.server.wiring;

import dev.freshet.server.startup.S3Access;
import java.net.URI;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/** A warehouse's objects as far as the control plane touches them: it deletes what is purged. Blocks. */
final class S3Objects {
    private S3Objects() {}

    /** Deletes every object below an {@code s3://bucket/prefix}; may be repeated after any interruption. */
    static void deleteBelow(String address, S3Access access, String tenant) {
        URI uri = URI.create(address);
        String bucket = uri.getHost();
        String prefix = uri.getPath().substring(1) + "/";
        try (S3Client client = client(access, tenant)) {
            for (ListObjectsV2Response page :
                    client.listObjectsV2Paginator(b -> b.bucket(bucket).prefix(prefix))) {
                List<ObjectIdentifier> keys = page.contents().stream()
                        .map(o -> ObjectIdentifier.builder().key(o.key()).build())
                        .toList();
                if (!keys.isEmpty()) {
                    client.deleteObjects(b -> b.bucket(bucket).delete(d -> d.objects(keys)));
                }
            }
        }
    }

    private static S3Client client(S3Access access, String tenant) {
        S3ClientBuilder builder =
                S3Client.builder().forcePathStyle(access.pathStyle()).httpClient(UrlConnectionHttpClient.create());
        if (access.endpoint() != null) {
            builder.endpointOverride(URI.create(access.endpoint()));
        }
        if (access.region() != null) {
            builder.region(Region.of(access.region()));
        }
        if (access.accessKeyId() != null && access.secretAccessKey() != null) {
            builder.credentialsProvider(StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(access.accessKeyId(), access.secretAccessKey())));
        }
        String role = access.tenantRole();
        if (role != null) {
            StsClient sts = StsClient.builder()
                    .httpClient(UrlConnectionHttpClient.create())
                    .build();
            builder.credentialsProvider(StsAssumeRoleCredentialsProvider.builder()
                    .stsClient(sts)
                    .refreshRequest(r -> r.roleArn(role)
                            .roleSessionName("freshet-" + tenant)
                            .tags(t -> t.key("tenant").value(tenant)))
                    .build());
        }
        return builder.build();
    }
}
