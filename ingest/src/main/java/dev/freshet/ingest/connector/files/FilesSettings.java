package dev.freshet.ingest.connector.files;

import dev.freshet.ingest.connector.ConnectorException;
import dev.freshet.ingest.connector.Settings;
import dev.freshet.ingest.format.Format;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a files source reads.
 *
 * @param root folder, or a single file
 * @param pattern glob over the '/'-separated path relative to the root
 * @param lines the format of the lines; empty: whole documents
 * @param watch keep watching; otherwise one complete scan
 * @param maxSize bytes above which a file is a bad record
 * @param pollMillis pause between two scans
 * @param bounds what stays closed inside the root
 * @param bucket what the root is a copy of; null: it is a folder of its own
 */
public record FilesSettings(
        Path root,
        String pattern,
        Optional<Format> lines,
        boolean watch,
        long maxSize,
        long pollMillis,
        FileBounds bounds,
        @Nullable Bucket bucket) {
    private static final long MAX_SIZE = 50L << 20;
    private static final long POLL_MILLIS = 300;
    /** Each scan of a bucket is a request that costs. */
    private static final long BUCKET_POLL_MILLIS = 5000;

    /**
     * Reads the settings; a relative path is below {@code base}, and the path must lie within the bounds.
     */
    public static FilesSettings of(Settings settings, Path base, FileBounds bounds) {
        Path root = resolve(settings.required("path"), base);
        bounds.check(root);
        return of(settings, root, bounds, null);
    }

    /** The same for a bucket, which is copied below {@code root}. */
    public static FilesSettings of(Settings settings, Path root, Bucket bucket) {
        return of(settings, root, FileBounds.NONE, bucket);
    }

    private static FilesSettings of(Settings settings, Path root, FileBounds bounds, @Nullable Bucket bucket) {
        String format = settings.text("format", "document");
        Optional<Format> lines = Format.named(format);
        if (!format.equals("document") && (lines.isEmpty() || lines.get() == Format.RAW)) {
            throw new ConnectorException("format " + format + " is not for files; use document, csv or json");
        }
        return new FilesSettings(
                root,
                settings.text("pattern", "**/*"),
                lines,
                settings.text("mode", "WATCH").equals("WATCH"),
                settings.bytes("max_size", MAX_SIZE),
                settings.number("poll_ms", bucket == null ? POLL_MILLIS : BUCKET_POLL_MILLIS),
                bounds,
                bucket);
    }

    /** The local path that a setting names: plain, relative to {@code base}, or {@code file://}. */
    public static Path resolve(String path, Path base) {
        if (path.startsWith("file:")) {
            return Path.of(URI.create(path)).normalize();
        }
        if (path.contains("://")) {
            throw new ConnectorException("path " + path + " cannot be read; use a local folder or s3://bucket/prefix");
        }
        return base.resolve(path).toAbsolutePath().normalize();
    }
}
