package dev.freshet.lake;

import dev.freshet.spi.sys.CrashPoint;
import dev.freshet.spi.sys.Failpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;

/**
 * Deletes files of the warehouse that no current metadata refers to: leftovers of fenced generations (whose number
 * is in their path) and of this owner's own abandoned or expired work, each only after a grace in which an outside
 * reader may still hold older metadata. Never touches files of later generations. Blocks on IO.
 */
final class Sweeper {
    /** Folder of a generation above the file; Iceberg puts a folder of its own between it and data files. */
    private static final Pattern FOLDER = Pattern.compile("/g(\\d{1,18})/(?:data/)?[^/]+$");

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
            List<String> dead = dead();
            for (String file : dead) {
                catalog.io().deleteFile(file);
                Failpoint.hit(CrashPoint.C21);
            }
            return dead.size();
        } finally {
            catalog.writing().unlock();
        }
    }

    /** What no pointer leads to and may go. Listed before the pointers are read, so that nothing newer is among it. */
    List<String> dead() {
        Instant oldest = Instant.now().minus(grace);
        List<String> candidates = catalog.io().list().stream()
                .filter(f -> f.modified().isBefore(oldest) && ours(f.location()))
                .map(Warehouse.Stored::location)
                .toList();
        Set<String> live = new HashSet<>();
        catalog.pointers()
                .forEach((name, at) -> references(catalog.open(name, at))
                        .forEach(f -> live.add(catalog.io().normal(f))));
        return candidates.stream().filter(f -> !live.contains(f)).toList();
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

    private boolean ours(String file) {
        Matcher generation = FOLDER.matcher(file);
        return generation.find()
                && Long.parseLong(generation.group(1)) <= catalog.generation().number();
    }
}
