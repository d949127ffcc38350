package dev.freshet.lake;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.jspecify.annotations.Nullable;

/**
 * One table inside a {@link LakeTransaction}: Iceberg's operations commit into memory only; {@link #stage} writes the
 * metadata file, and nothing is visible before the transaction swaps the pointers of all its tables. Every path it hands
 * out holds the owner's generation. Not thread-safe.
 */
final class FencedTableOperations implements TableOperations {
    private final String name;
    private final FileIO io;
    private final long generation;
    private final @Nullable TableMetadata base;
    private @Nullable TableMetadata current;
    private @Nullable String staged;

    FencedTableOperations(String name, FileIO io, long generation, @Nullable TableMetadata base) {
        this.name = name;
        this.io = io;
        this.generation = generation;
        this.base = base;
        this.current = base;
    }

    String name() {
        return name;
    }

    /** Where the metadata lies that outsiders see now; null for a new table. */
    @Nullable
    String baseLocation() {
        return base == null ? null : base.metadataFileLocation();
    }

    boolean touched() {
        return current != base;
    }

    /** Writes the metadata file (durably, under a name never used before) and returns where. */
    String stage() {
        TableMetadata metadata = current();
        if (staged == null) {
            String file = "%05d-%s.metadata.json".formatted(metadata.lastSequenceNumber(), UUID.randomUUID());
            String location = metadataFileLocation(file);
            TableMetadataParser.write(metadata, io.newOutputFile(location));
            staged = location;
        }
        return staged;
    }

    /** Metadata files that the new metadata no longer remembers; to be deleted once the swap is known. */
    Set<String> forgottenMetadata() {
        Set<String> gone = new HashSet<>();
        if (base != null) {
            base.previousFiles().forEach(f -> gone.add(f.file()));
            current().previousFiles().forEach(f -> gone.remove(f.file()));
        }
        return gone;
    }

    @Override
    public TableMetadata current() {
        TableMetadata metadata = current;
        if (metadata == null) {
            throw new LakeException("the table " + name + " has not been created");
        }
        return metadata;
    }

    @Override
    public TableMetadata refresh() {
        return current();
    }

    @Override
    public void commit(@Nullable TableMetadata from, TableMetadata to) {
        if (from != current) {
            throw new CommitFailedException("the table %s has changed within its transaction", name);
        }
        if (staged != null) {
            throw new IllegalStateException("the table " + name + " is staged already");
        }
        current = to;
    }

    @Override
    public FileIO io() {
        return io;
    }

    @Override
    public String metadataFileLocation(String fileName) {
        return current().location() + "/metadata/g" + generation + "/" + fileName;
    }

    @Override
    public LocationProvider locationProvider() {
        return LocationProviders.locationsFor(current().location() + "/data/g" + generation, java.util.Map.of());
    }
}
