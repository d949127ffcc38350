package dev.freshet.ingest.connector.files;

import dev.freshet.ingest.connector.ConnectorException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A folder with a file for each object below a prefix, so that objects are read as files are. An object is whole as soon as
 * it is seen. Of what has been read before only an empty file of the same size is made, so a worker that starts anew with an
 * empty disk fetches nothing twice. A listing that broke off changes nothing.
 */
final class BucketMirror implements AutoCloseable {
    private static final int MICROS = 1_000_000;
    private final Bucket bucket;
    private final Path folder;
    private final FilesSettings settings;
    private final S3Client client;

    BucketMirror(Bucket bucket, FilesSettings settings) {
        this.bucket = bucket;
        this.folder = settings.root();
        this.settings = settings;
        this.client = bucket.client();
    }

    /** Makes the folder what the bucket is at this moment; {@code known} has been read. */
    void refresh(Map<String, Contribution> known) {
        FileGlob glob = new FileGlob(settings.pattern());
        try {
            Files.createDirectories(folder);
            List<S3Object> objects =
                    client
                            .listObjectsV2Paginator(r -> r.bucket(bucket.name()).prefix(bucket.prefix()))
                            .contents()
                            .stream()
                            .toList();
            Set<Path> here = new HashSet<>();
            for (S3Object object : objects) {
                String path = path(object.key());
                if (isFile(path) && glob.matches(Path.of(path))) {
                    here.add(folder.resolve(path));
                    copy(object, path, known.get(path));
                }
            }
            removeAllBut(here);
        } catch (SdkException e) {
            throw new ConnectorException(bucket + " cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ConnectorException("no room for copies of " + bucket + ": " + e, e);
        }
    }

    /** Below the prefix; the last part of the name where the prefix is the object itself; empty where it lies beside. */
    private String path(String key) {
        String prefix = bucket.prefix();
        if (key.equals(prefix)) {
            return key.substring(key.lastIndexOf('/') + 1);
        }
        if (prefix.isEmpty()) {
            return key;
        }
        return key.startsWith(prefix + "/") ? key.substring(prefix.length() + 1) : "";
    }

    /** Whether the key can be a file's path; folders' markers and keys that would lead elsewhere cannot. */
    private static boolean isFile(String path) {
        return !path.isEmpty()
                && Stream.of(path.split("/", -1))
                        .noneMatch(part -> part.isEmpty()
                                || part.equals(".")
                                || part.equals("..")
                                || part.length() > 200
                                || part.indexOf('\0') >= 0);
    }

    private void copy(S3Object object, String path, @Nullable Contribution known) throws IOException {
        Path file = folder.resolve(path);
        FileStamp stamp = stamp(object);
        boolean there = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        if (there && FolderScan.stamp(file).equals(stamp) || Files.isDirectory(file)) {
            return;
        }
        Files.createDirectories(file.getParent());
        Path draft = file.resolveSibling(".draft.part");
        Files.deleteIfExists(draft);
        boolean unread = known == null || !known.stamp().equals(stamp);
        if (unread && stamp.size() <= settings.maxSize()) {
            client.getObject(r -> r.bucket(bucket.name()).key(object.key()).ifMatch(object.eTag()), draft);
        } else {
            try (RandomAccessFile hole = new RandomAccessFile(draft.toFile(), "rw")) {
                hole.setLength(stamp.size());
            }
        }
        Files.setLastModifiedTime(draft, FileTime.from(stamp.modified(), TimeUnit.MICROSECONDS));
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** S3 tells whole seconds; the rest of the second is taken from the content's hash, so that no change is overlooked. */
    private static FileStamp stamp(S3Object object) {
        long second = object.lastModified().getEpochSecond();
        return new FileStamp(
                object.size(), second * MICROS + Math.floorMod(object.eTag().hashCode(), MICROS));
    }

    private void removeAllBut(Set<Path> here) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
        for (Path file : all) {
            if (!here.contains(file)) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
