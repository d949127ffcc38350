package dev.freshet.lake;

import dev.freshet.spi.sys.CrashPoint;
import dev.freshet.spi.sys.Failpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;

/**
 * Deletes files of a local warehouse that no current metadata refers to: leftovers of fenced generations (whose number
 * is in their path) and of this owner's own abandoned or expired work, each only after a grace in which an outside
 * reader may still hold older metadata. Never touches files of later generations. Blocks on IO.
 */
final class Sweeper {
    private static final Duration GRACE = Duration.ofMinutes(30);

    private final PipelineCatalog catalog;
    private final Duration grace;

    Sweeper(PipelineCatalog catalog) {
        this(catalog, GRACE);
    }

    Sweeper(PipelineCatalog catalog, Duration grace) {
        this.catalog = catalog;
        this.grace = grace;
    }

    /** Returns how many files were deleted. */
    int sweep() {
        catalog.writing().lock();
        try {
            List<Path> dead = dead();
            for (Path f : dead) {
                Files.deleteIfExists(f);
                Failpoint.hit(CrashPoint.C21);
            }
            return dead.size();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot sweep " + catalog.warehouse(), e);
        } finally {
            catalog.writing().unlock();
        }
    }

    /** What no pointer leads to and may go. */
    List<Path> dead() {
        if (!(catalog.io() instanceof LocalFileIO local)) {
            return List.of();
        }
        Set<Path> live = new HashSet<>();
        catalog.pointers()
                .forEach((name, at) -> references(catalog.open(name, at)).forEach(f -> live.add(local.path(f))));
        return dead(local.path(catalog.warehouse()), live);
    }

    /** Every file that the table's current metadata leads to. */
    static Set<String> references(Table table) {
        Set<String> out = new HashSet<>();
        TableMetadata metadata = ((HasTableOperations) table).operations().current();
        out.add(metadata.metadataFileLocation());
        metadata.previousFiles().forEach(f -> out.add(f.file()));
        Map<String, ManifestFile> manifests = new HashMap<>();
        for (Snapshot s : metadata.snapshots()) {
            out.add(s.manifestListLocation());
            s.allManifests(table.io()).forEach(m -> manifests.put(m.path(), m));
        }
        out.addAll(manifests.keySet());
        manifests.values().forEach(m -> dataFiles(table, m, out));
        return out;
    }

    private static void dataFiles(Table table, ManifestFile manifest, Set<String> out) {
        try (ManifestReader<DataFile> files = ManifestFiles.read(manifest, table.io(), table.specs())) {
            for (DataFile file : files) {
                out.add(file.location());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the files of " + table.name(), e);
        }
    }

    private List<Path> dead(Path root, Set<Path> live) {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        Instant oldest = Instant.now().minus(grace);
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(f -> Files.isRegularFile(f) && !live.contains(f) && ours(f) && olderThan(f, oldest))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot sweep " + root, e);
        }
    }

    private boolean ours(Path file) {
        Path folder = file.getParent();
        Path name = folder == null ? null : folder.getFileName();
        if (name == null || !name.toString().matches("g\\d{1,18}")) {
            return false;
        }
        return Long.parseLong(name.toString().substring(1))
                <= catalog.generation().number();
    }

    private static boolean olderThan(Path file, Instant instant) {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(instant);
        } catch (IOException e) {
            return false;
        }
    }
}
