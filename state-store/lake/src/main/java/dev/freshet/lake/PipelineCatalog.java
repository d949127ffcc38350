package dev.freshet.lake;

import dev.freshet.meta.WorkerDatabase;
import dev.freshet.spi.id.Generation;
import dev.freshet.spi.id.PipelineId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.metrics.MetricsReporter;

/**
 * The Iceberg tables of one pipeline, namespace {@code {tenant}.{pipeline}}, as seen by one generation of its owner.
 * Pointers live in {@code freshet.lake_table}; writes go through {@link #begin}, one transaction at a time per process.
 * Reading needs no generation. Thread-safe; blocks on IO.
 */
public final class PipelineCatalog {
    static final MetricsReporter QUIET = report -> {};

    private final WorkerDatabase database;
    private final PipelineId pipeline;
    private final Generation generation;
    private final String warehouse;
    private final Warehouse io;
    private final ReentrantLock writing = new ReentrantLock();

    /** {@code warehouse} is the pipeline's own folder: {@code file:} URI, path, or {@code s3://bucket/prefix} on AWS. */
    public PipelineCatalog(WorkerDatabase database, PipelineId pipeline, Generation generation, String warehouse) {
        this(database, pipeline, generation, warehouse, S3Settings.DEFAULT);
    }

    /** The same with an S3 service by settings. */
    public PipelineCatalog(
            WorkerDatabase database, PipelineId pipeline, Generation generation, String warehouse, S3Settings s3) {
        this(database, pipeline, generation, warehouse, Warehouse.at(warehouse, s3));
    }

    PipelineCatalog(
            WorkerDatabase database, PipelineId pipeline, Generation generation, String warehouse, Warehouse io) {
        this.database = database;
        this.pipeline = pipeline;
        this.generation = generation;
        this.warehouse = warehouse.endsWith("/") ? warehouse.substring(0, warehouse.length() - 1) : warehouse;
        this.io = io;
    }

    /** The tables of another pipeline of the same tenant, for reading, wherever in the warehouse they lie. */
    public PipelineCatalog sibling(UUID uid, S3Settings s3) {
        PipelineId other = new PipelineId(pipeline.tenant(), uid.toString(), uid);
        PipelineCatalog there = new PipelineCatalog(database, other, generation, warehouse, io);
        // …/table/metadata/g1/file
        return there.pointers().values().stream()
                .findFirst()
                .map(at -> at.replaceFirst("(/[^/]+){4}$", ""))
                .map(folder -> new PipelineCatalog(database, other, generation, folder, s3))
                .orElse(there);
    }

    WorkerDatabase database() {
        return database;
    }

    PipelineId pipeline() {
        return pipeline;
    }

    Generation generation() {
        return generation;
    }

    String warehouse() {
        return warehouse;
    }

    Warehouse io() {
        return io;
    }

    ReentrantLock writing() {
        return writing;
    }

    /** Table name → location of its current metadata file. */
    public Map<String, String> pointers() {
        return database.run("read the catalog of " + pipeline, c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT name, metadata_location FROM freshet.lake_table WHERE pipeline_uid = ?")) {
                s.setObject(1, pipeline.uid());
                try (ResultSet rows = s.executeQuery()) {
                    Map<String, String> out = new TreeMap<>();
                    while (rows.next()) {
                        out.put(rows.getString(1), rows.getString(2));
                    }
                    return out;
                }
            }
        });
    }

    /** The table as it stands, for reading. */
    public Optional<Table> table(String name) {
        return Optional.ofNullable(pointers().get(name)).map(at -> open(name, at));
    }

    Table open(String name, String metadataLocation) {
        return new BaseTable(new StaticTableOperations(metadataLocation, io), name, QUIET);
    }

    /** Begins to stage; waits for the process's other transaction to end. Close it in any case. */
    public LakeTransaction begin() {
        writing.lock();
        try {
            return new LakeTransaction(this, pointers());
        } catch (RuntimeException e) {
            writing.unlock();
            throw e;
        }
    }
}
