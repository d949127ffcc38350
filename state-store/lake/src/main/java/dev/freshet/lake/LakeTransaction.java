package dev.freshet.lake;

import dev.freshet.spi.sys.CrashPoint;
import dev.freshet.spi.sys.Failpoint;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;

/**
 * Changes to several tables that become visible at once or not at all. What is staged and never swapped is swept later;
 * nothing is deleted before the outcome is known. Used by one thread.
 */
public final class LakeTransaction implements AutoCloseable {
    /** Readable by everyone, metadata bounded, no bounds of user values in metadata (they may be personal). */
    private static final Map<String, String> PROPERTIES = Map.ofEntries(
            Map.entry("format-version", "2"),
            Map.entry("write.parquet.compression-codec", "zstd"),
            Map.entry("write.metadata.delete-after-commit.enabled", "true"),
            Map.entry("write.metadata.previous-versions-max", "10"),
            Map.entry("write.metadata.metrics.default", "counts"),
            Map.entry("write.metadata.metrics.column." + LakeTypes.EPOCH, "full"),
            Map.entry("commit.manifest.min-count-to-merge", "20"),
            Map.entry("history.expire.min-snapshots-to-keep", "5"),
            Map.entry("history.expire.max-snapshot-age-ms", "600000"));

    private final PipelineCatalog catalog;
    private final Map<String, String> pointers;
    private final Map<String, FencedTableOperations> tables = new LinkedHashMap<>();

    LakeTransaction(PipelineCatalog catalog, Map<String, String> pointers) {
        this.catalog = catalog;
        this.pointers = pointers;
    }

    boolean exists(String name) {
        return pointers.containsKey(name) || tables.containsKey(name);
    }

    /** The table, made with that schema when there is none yet (whose ids Iceberg assigns afresh). */
    public Table table(String name, Schema schema) {
        return table(name, schema, Map.of());
    }

    Table table(String name, Schema schema, Map<String, String> properties) {
        return exists(name) ? table(name) : create(name, schema, properties);
    }

    /** An existing table; what is committed on it is staged. */
    public Table table(String name) {
        return new BaseTable(tables.computeIfAbsent(name, this::load), name, PipelineCatalog.QUIET);
    }

    private FencedTableOperations load(String name) {
        String at = pointers.get(name);
        if (at == null) {
            throw new LakeException("there is no table " + name + " in " + catalog.pipeline());
        }
        return operations(name, TableMetadataParser.read(catalog.io(), at));
    }

    private FencedTableOperations operations(String name, @org.jspecify.annotations.Nullable TableMetadata base) {
        return new FencedTableOperations(
                name, catalog.io(), catalog.generation().number(), base);
    }

    private Table create(String name, Schema schema, Map<String, String> more) {
        FencedTableOperations made = operations(name, null);
        String location = catalog.warehouse() + "/" + name;
        Map<String, String> properties = new HashMap<>(PROPERTIES);
        properties.putAll(more);
        made.commit(null, TableMetadata.newTableMetadata(schema, PartitionSpec.unpartitioned(), location, properties));
        tables.put(name, made);
        return new BaseTable(made, name, PipelineCatalog.QUIET);
    }

    /**
     * Makes everything staged visible together with what {@code step} does, or throws: {@link SupersededException} when a
     * later generation owns the pipeline, {@link LakeException} when the outcome could not be learnt or another process
     * under the same generation moved a pointer. In both cases nothing staged is deleted.
     */
    public void commit(LakeStep step) {
        Map<String, LakeSwap.Pointer> moves = new LinkedHashMap<>();
        for (FencedTableOperations t : tables.values()) {
            if (t.touched()) {
                moves.put(t.name(), new LakeSwap.Pointer(t.baseLocation(), t.stage()));
                Failpoint.hit(CrashPoint.C06);
            }
        }
        new LakeSwap(catalog, moves, step).untilKnown();
        for (FencedTableOperations t : tables.values()) {
            if (t.touched()) {
                Failpoint.hit(CrashPoint.C21);
                t.forgottenMetadata().forEach(catalog.io()::deleteFile);
            }
        }
    }

    @Override
    public void close() {
        catalog.writing().unlock();
    }
}
