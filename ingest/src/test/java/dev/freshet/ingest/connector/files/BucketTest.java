package dev.freshet.ingest.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.ingest.connector.ConnectorException;
import dev.freshet.ingest.connector.Reading;
import dev.freshet.ingest.connector.Settings;
import dev.freshet.spi.connect.SourceReader;
import dev.freshet.stack.TestS3;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Objects of a real S3-compatible server as a source. */
class BucketTest {
    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final TestS3 S3 = TestS3.shared();

    @TempDir
    Path root;

    private static ObjectNode connection() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("endpoint", S3.endpoint())
                .put("access_key_id", "any")
                .put("secret_access_key", "any");
    }

    /** A worker on a machine of its own. */
    private FilesSource source(String path, String machine) {
        ObjectNode entry = JsonNodeFactory.instance
                .objectNode()
                .put("path", path)
                .put("pattern", "**/*.md")
                .put("max_size", 10)
                .put("poll_ms", 20);
        FilesSettings settings =
                FilesSettings.of(new Settings(entry), root.resolve(machine), Bucket.of(path, connection()));
        return new FilesSource("pages", "pages", DocumentTable.SCHEMA, settings, root.resolve("work"));
    }

    private static Reading read(SourceReader reader) throws InterruptedException {
        Reading reading = new Reading();
        reading.more(reader, DocumentTable.SCHEMA, SILENCE);
        return reading;
    }

    private static List<String> rows(Reading reading) {
        return reading.rows().stream()
                .map(r -> r.replaceAll("^(\\w+) pages\\[([^,]*), ([^,]*),.*", "$1 $2 $3"))
                .toList();
    }

    private static void put(S3Client client, String bucket, String key, String text) {
        client.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(text));
    }

    @Test
    void objectsComeChangeAndGo() throws Exception {
        String bucket = "documents";
        S3.createBucket(bucket);
        String position;
        try (S3Client client = Bucket.of("s3://" + bucket, connection()).client()) {
            put(client, bucket, "guides/a.md", "one");
            put(client, bucket, "guides/deep/b.md", "two");
            put(client, bucket, "guides/c.txt", "x");
            put(client, bucket, "guides/large.md", "0123456789abc");
            put(client, bucket, "guidesother/d.md", "x");
            try (SourceReader reader = source("s3://documents/guides", "first").open(null)) {
                Reading first = read(reader);
                assertThat(rows(first)).containsExactly("UPSERT a.md \\x6f6e65", "UPSERT deep/b.md \\x74776f");
                assertThat(first.rejected()).hasSize(1);
                put(client, bucket, "guides/a.md", "uno");
                Reading second = read(reader);
                assertThat(rows(second)).containsExactly("UPSERT a.md \\x756e6f");
                position = second.steps().getLast().position();
            }
            client.deleteObject(b -> b.bucket(bucket).key("guides/deep/b.md"));
            put(client, bucket, "guides/e.md", "new");
            // With an empty disk only what is new is fetched and told.
            try (SourceReader reader =
                    source("s3://documents/guides/", "second").open(position)) {
                assertThat(rows(read(reader))).containsExactly("DELETE deep/b.md null", "UPSERT e.md \\x6e6577");
            }
        }
    }

    @Test
    void aBucketThatCannotBeReadIsNamedAndDeletesNothing() {
        try (SourceReader reader = source("s3://nowhere/guides", "third").open(null)) {
            assertThatThrownBy(() -> reader.poll(SILENCE))
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("s3://nowhere/guides");
        }
        assertThatThrownBy(() -> Bucket.of("s3:///guides", connection())).isInstanceOf(ConnectorException.class);
    }
}
