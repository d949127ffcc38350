package dev.freshet.ingest.connector.files;

import dev.freshet.ingest.connector.ConnectorException;
import dev.freshet.spi.connect.Intake;
import dev.freshet.spi.connect.SourceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Scans the folder at intervals and hands over what changed. A file is taken when two scans found the same stamp, or when
 * it has been at rest for a second. Only a complete scan tells that a file is gone.
 */
final class FilesReader implements SourceReader {
    private static final long AT_REST_MICROS = 1_000_000;
    private static final int MAX_DOCUMENTS = 200;
    private static final long MAX_BYTES = 4L << 20;

    /** A file to look at; without a stamp it is gone. */
    private record Work(String path, @Nullable FileStamp stamp) {}

    private final FilesSource source;
    private final FilesSettings settings;
    private final FileGlob glob;
    private final FilesPosition position;
    private final @Nullable LineFiles lines;
    private final @Nullable BucketMirror mirror;
    private final ArrayDeque<Work> queue = new ArrayDeque<>();
    private Map<String, FileStamp> seen = new HashMap<>();
    private volatile Set<String> current;
    private long nextScan = System.nanoTime();
    private boolean settled;

    FilesReader(FilesSource source, FilesPosition position) {
        this.source = source;
        this.settings = source.settings();
        this.glob = new FileGlob(settings.pattern());
        this.position = position;
        this.current = position.copies();
        this.lines = settings.lines().isPresent() ? new LineFiles(source, position) : null;
        Bucket bucket = settings.bucket();
        this.mirror = bucket == null ? null : new BucketMirror(bucket, settings);
        if (mirror == null && !Files.exists(settings.root())) {
            throw new ConnectorException("the path " + settings.root() + " does not exist");
        }
    }

    @Override
    public @Nullable Intake poll(Duration wait) throws InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        while (!finished()) {
            Intake intake = next();
            if (intake != null) {
                current = position.copies();
                return intake;
            }
            long now = System.nanoTime();
            if (now >= nextScan) {
                scan();
            } else if (now >= deadline) {
                return null;
            } else {
                Thread.sleep(Duration.ofNanos(Math.min(deadline, nextScan) - now));
            }
        }
        return null;
    }

    @Override
    public boolean finished() {
        return position.done;
    }

    private @Nullable Intake next() {
        FileIntake intake = new FileIntake(source);
        if (lines != null && lines.inProgress()) {
            lines.advance(intake);
            return intake.finish(position);
        }
        boolean any = false;
        for (int n = 0; n < MAX_DOCUMENTS && intake.bytes() < MAX_BYTES && !queue.isEmpty(); n++) {
            boolean taken = take(queue.remove(), intake);
            any |= taken;
            if (lines != null && (taken || lines.inProgress())) {
                break;
            }
            settled &= taken;
        }
        if (!any && settled && queue.isEmpty() && (lines == null || !lines.inProgress())) {
            position.done = true;
            any = true;
        }
        return any ? intake.finish(position) : lines != null && lines.inProgress() ? next() : null;
    }

    /** Puts one file's change into the intake; false when there was nothing to put, or not yet. */
    private boolean take(Work work, FileIntake intake) {
        Contribution former = position.files.get(work.path());
        try {
            return work.stamp() == null
                    ? gone(work.path(), former, intake)
                    : read(work.path(), work.stamp(), former, intake);
        } catch (IOException e) {
            if (work.stamp() == null || !isStill(work)) {
                return false;
            }
            intake.reject(work.path(), "unreadable", "The file cannot be read (" + e + "); check its permissions.");
            remember(work.path(), former, work.stamp());
            return true;
        }
    }

    private boolean gone(String path, @Nullable Contribution former, FileIntake intake) throws IOException {
        if (former == null) {
            return false;
        }
        if (lines == null) {
            Documents.remove(path, intake);
        } else {
            lines.takeBack(former, intake);
        }
        position.files.remove(path);
        return true;
    }

    private boolean read(String path, FileStamp stamp, @Nullable Contribution former, FileIntake intake)
            throws IOException {
        if (stamp.size() > settings.maxSize()) {
            intake.reject(
                    path,
                    "too_large",
                    "The file has " + stamp.size() + " bytes, more than max_size " + settings.maxSize()
                            + "; split it or raise max_size.");
            remember(path, former, stamp);
            return true;
        }
        byte[] bytes = Files.readAllBytes(file(path));
        if (!FolderScan.stamp(file(path)).equals(stamp)) {
            return false;
        }
        if (lines == null) {
            Documents.put(path, stamp, bytes, intake);
            position.files.put(path, Contribution.document(stamp));
            return true;
        }
        return lines.changed(path, stamp, bytes, intake);
    }

    private void remember(String path, @Nullable Contribution former, FileStamp stamp) {
        position.files.put(path, former == null ? Contribution.document(stamp) : former.at(stamp));
    }

    private boolean isStill(Work work) {
        try {
            return FolderScan.stamp(file(work.path())).equals(work.stamp());
        } catch (IOException e) {
            return false;
        }
    }

    private Path file(String path) {
        return Files.isDirectory(settings.root()) ? settings.root().resolve(path) : settings.root();
    }

    private void scan() {
        long start = System.nanoTime();
        if (mirror != null) {
            nextScan = start + settings.pollMillis() * 1_000_000;
            mirror.refresh(position.files);
        }
        FolderScan scan = FolderScan.of(settings.root(), glob, settings.bounds());
        boolean resting = true;
        long restingSince = Instant.now().toEpochMilli() * 1000 - AT_REST_MICROS;
        for (Map.Entry<String, FileStamp> e : scan.files().entrySet()) {
            Contribution known = position.files.get(e.getKey());
            if (known != null && known.stamp().equals(e.getValue())) {
                continue;
            }
            boolean whole = mirror != null || e.getValue().equals(seen.get(e.getKey()));
            if (whole || e.getValue().modified() < restingSince) {
                queue.add(new Work(e.getKey(), e.getValue()));
            } else {
                resting = false;
            }
        }
        if (scan.isComplete()) {
            position.files.keySet().stream()
                    .filter(path -> !scan.files().containsKey(path))
                    .forEach(path -> queue.addFirst(new Work(path, null)));
        }
        seen = new HashMap<>(scan.files());
        settled = !settings.watch() && scan.isComplete() && resting;
        long took = System.nanoTime() - start;
        // A walk keeps the machine busy, a listing only waits.
        long pause = mirror == null ? took * 10 : took;
        nextScan = System.nanoTime() + Math.max(settings.pollMillis() * 1_000_000, pause);
    }

    @Override
    public void committed(String durable) {
        if (lines != null) {
            lines.dropCopies(FilesPosition.of(durable).copies(), current);
        }
    }

    @Override
    public void close() {
        if (mirror != null) {
            mirror.close();
        }
    }
}
