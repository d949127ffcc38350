package dev.freshet.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.server.deploy.Moto;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Events from a bucket through a queue, both of moto's server ({@code sqs_stand_in.py}). */
class WakeQueueTest {
    private static final StaticCredentialsProvider ANYBODY =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("t", "t"));

    private static void await(BooleanSupplier wanted) throws InterruptedException {
        for (int i = 0; i < 600 && !wanted.getAsBoolean(); i++) {
            Thread.sleep(50);
        }
        assertThat(wanted.getAsBoolean()).isTrue();
    }

    @Test
    void whatComesToTheBucketIsHeededOnceAndWhatCannotBeReadStays(@TempDir Path folder) throws Exception {
        List<String> heeded = new CopyOnWriteArrayList<>();
        try (Moto moto = Moto.start("sqs_stand_in.py", Map.of(), folder)) {
            URI url = URI.create(moto.made().path("url").asText());
            String queue = moto.made().path("queue").asText();
            try (S3Client s3 = S3Client.builder()
                            .forcePathStyle(true)
                            .endpointOverride(url)
                            .region(Region.US_EAST_1)
                            .credentialsProvider(ANYBODY)
                            .httpClient(UrlConnectionHttpClient.create())
                            .build();
                    SqsClient sqs = sqs(url);
                    WakeQueue wakes = new WakeQueue(sqs(url), queue, keys -> keep(heeded, keys))) {
                sqs.sendMessage(m -> m.queueUrl(queue).messageBody("hello"));
                wakes.start();
                s3.putObject(b -> b.bucket("documents").key("guides/a b.md"), RequestBody.fromString("text"));
                await(() -> heeded.contains("s3://documents/guides/a b.md"));
                s3.deleteObject(b -> b.bucket("documents").key("guides/a b.md"));
                await(() -> heeded.size() == 2);
                await(() -> left(sqs, queue) == 1);
            }
        }
        assertThat(heeded).hasSize(2);
    }

    private static int keep(List<String> heeded, Collection<String> keys) {
        heeded.addAll(keys);
        return 0;
    }

    private static int left(SqsClient sqs, String queue) {
        Map<QueueAttributeName, String> counts = sqs.getQueueAttributes(r -> r.queueUrl(queue)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes();
        return counts.values().stream().mapToInt(Integer::parseInt).sum();
    }

    private static SqsClient sqs(URI url) {
        return SqsClient.builder()
                .endpointOverride(url)
                .region(Region.US_EAST_1)
                .credentialsProvider(ANYBODY)
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }
}
