package dev.freshet.lake;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Writes an object: bytes are collected in a scratch file and put at once when closed; the reply is the moment from which they
 * are durable. A put whose reply was lost is refused when it is sent again (the object is there); a mark in the object's
 * metadata tells that it is our own. Used by one thread.
 */
final class S3Output extends CountedOutput {
    private static final String MARK = "freshet-write";
    private static final int PRECONDITION_FAILED = 412;
    private static final int CONFLICT = 409;

    private final S3Client client;
    private final String bucket;
    private final String key;
    private final String mark = UUID.randomUUID().toString();
    private final Path scratch;
    private final OutputStream collected;

    /** Begins an object; what is written is collected first. */
    static S3Output create(S3Client client, String bucket, String key) {
        try {
            Path scratch = Files.createTempFile("freshet-object-", ".part");
            return new S3Output(client, bucket, key, scratch, Files.newOutputStream(scratch));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot collect an object", e);
        }
    }

    private S3Output(S3Client client, String bucket, String key, Path scratch, OutputStream collected) {
        super(collected);
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.scratch = scratch;
        this.collected = collected;
    }

    @Override
    void finish() throws IOException {
        try {
            try (collected) {
                flush();
            }
            put();
        } finally {
            Files.deleteIfExists(scratch);
        }
    }

    private void put() throws IOException {
        try {
            client.putObject(
                    b -> b.bucket(bucket).key(key).ifNoneMatch("*").metadata(Map.of(MARK, mark)),
                    RequestBody.fromFile(scratch));
        } catch (S3Exception e) {
            if ((e.statusCode() == PRECONDITION_FAILED || e.statusCode() == CONFLICT) && isOurs()) {
                return;
            }
            if (e.statusCode() == PRECONDITION_FAILED) {
                throw new AlreadyExistsException(e, "%s exists already; objects are written once", key);
            }
            throw new IOException("cannot put the object " + key, e);
        } catch (SdkException e) {
            throw new IOException("cannot put the object " + key, e);
        }
    }

    private boolean isOurs() {
        HeadObjectResponse there = client.headObject(b -> b.bucket(bucket).key(key));
        return mark.equals(there.metadata().get(MARK)) && there.contentLength() == getPos();
    }
}
