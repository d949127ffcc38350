package dev.freshet.lake;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Reads an object from any place. The connection stays open while reading goes on; one that breaks off early is opened again
 * where it broke, a few times. Used by one thread.
 */
final class S3Input extends SeekableInputStream {
    private static final int SKIPPED_RATHER_THAN_REOPENED = 64 << 10;
    private static final int ATTEMPTS = 6;
    private static final long PAUSE_MILLIS = 50;

    private final S3Client client;
    private final String bucket;
    private final String key;
    private final long length;
    private long position;
    private long streamAt;
    private @Nullable InputStream stream;

    S3Input(S3Client client, String bucket, String key, long length) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.length = length;
    }

    @Override
    public long getPos() {
        return position;
    }

    @Override
    public void seek(long to) {
        position = to;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int n = read(one, 0, 1);
        return n < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int at, int wanted) throws IOException {
        if (wanted == 0) {
            return 0;
        }
        if (position >= length) {
            return -1;
        }
        IOException last = null;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                int n = open().read(to, at, (int) Math.min(wanted, length - position));
                if (n <= 0) {
                    throw new EOFException("the object " + key + " broke off at " + position + " of " + length);
                }
                position += n;
                streamAt += n;
                return n;
            } catch (IOException e) {
                last = e;
            } catch (SdkException e) {
                last = new IOException("cannot read the object " + key + " at " + position, e);
            }
            abandon();
            pause(attempt);
        }
        throw last;
    }

    private InputStream open() throws IOException {
        InputStream open = stream;
        if (open != null && position >= streamAt && position - streamAt <= SKIPPED_RATHER_THAN_REOPENED) {
            open.skipNBytes(position - streamAt);
            streamAt = position;
            return open;
        }
        abandon();
        String range = "bytes=" + position + "-" + (length - 1);
        InputStream fresh = client.getObject(b -> b.bucket(bucket).key(key).range(range));
        stream = fresh;
        streamAt = position;
        return fresh;
    }

    private static void pause(int attempt) throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS << attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading", e);
        }
    }

    private void abandon() {
        InputStream open = stream;
        stream = null;
        if (open instanceof software.amazon.awssdk.http.Abortable abortable) {
            abortable.abort();
        }
    }

    @Override
    public void close() {
        abandon();
    }
}
