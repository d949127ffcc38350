package dev.freshet.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.server.startup.S3Access;
import dev.freshet.stack.TestS3;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Purging on a real S3-compatible server: more objects than a page of a listing has, and neighbours that stay. */
class S3ObjectsTest {
    private static final String BUCKET = "purge";

    @Test
    void deletesWhatLiesBelowAndNothingBeside() {
        TestS3 server = TestS3.shared();
        server.createBucket(BUCKET);
        try (S3Client client = S3Client.builder()
                .endpointOverride(URI.create(server.endpoint()))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            for (int i = 0; i < 1_100; i++) {
                put(client, "lake/acme/one/data/" + i);
            }
            put(client, "lake/acme/one-more/data/0");
            put(client, "lake/globex/one/data/0");
            S3Access access = new S3Access(server.endpoint(), "us-east-1", true, "any", "any", null);
            S3Objects.deleteBelow("s3://" + BUCKET + "/lake/acme/one", access, "acme");
            S3Objects.deleteBelow("s3://" + BUCKET + "/lake/acme/one", access, "acme");
            List<String> left = client.listObjectsV2(b -> b.bucket(BUCKET)).contents().stream()
                    .map(S3Object::key)
                    .toList();
            assertThat(left).containsExactlyInAnyOrder("lake/acme/one-more/data/0", "lake/globex/one/data/0");
        }
    }

    private static void put(S3Client client, String key) {
        client.putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromString("x"));
    }
}
