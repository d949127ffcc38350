package dev.freshet.lake;

import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.sys.CrashPoint;
import dev.freshet.spi.sys.Failpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.parquet.InternalWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches of rising epochs into Parquet files of a table; a file ends when it is large enough. Every file is
 * durable once {@link #finish} returns. Used by one thread.
 */
final class TableWriter implements AutoCloseable {
    private static final long FILE_BYTES = 128L << 20;

    private final Table table;
    private final Schema schema;
    private final int[] sourceColumns;
    private final String prefix;
    private final List<DataFile> files = new ArrayList<>();
    private @Nullable DataWriter<StructLike> open;

    /** {@code prefix} starts the files' names and tells people which epochs they hold. */
    TableWriter(Table table, Schema schema, String prefix) {
        this.table = table;
        this.schema = schema;
        this.prefix = prefix;
        List<NestedField> fields = table.schema().columns();
        this.sourceColumns = new int[fields.size()];
        for (int i = 0; i < sourceColumns.length; i++) {
            String name = fields.get(i).name();
            sourceColumns[i] = name.equals(LakeTypes.EPOCH)
                    ? BatchRow.EPOCH
                    : name.equals(LakeTypes.WEIGHT) ? BatchRow.WEIGHT : schema.indexOf(name);
        }
    }

    /** Appends the rows of non-zero weight. */
    void write(long epoch, ColumnBatch batch) {
        BatchRow row = new BatchRow(epoch, batch, schema, sourceColumns);
        for (int i = 0; i < batch.size(); i++) {
            if (batch.weight(i) != 0) {
                writer().write(row.at(i));
            }
        }
        if (open != null && open.length() > FILE_BYTES) {
            endFile();
        }
    }

    private DataWriter<StructLike> writer() {
        DataWriter<StructLike> writer = open;
        if (writer == null) {
            String location = table.locationProvider().newDataLocation(prefix + "-" + UUID.randomUUID() + ".parquet");
            try {
                writer = Parquet.writeData(table.io().newOutputFile(location))
                        .forTable(table)
                        .withSpec(PartitionSpec.unpartitioned())
                        .createWriterFunc(InternalWriter::createWriter)
                        .build();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write " + location, e);
            }
            open = writer;
        }
        return writer;
    }

    private void endFile() {
        DataWriter<StructLike> writer = open;
        if (writer == null) {
            return;
        }
        open = null;
        Failpoint.hit(CrashPoint.C04);
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a file of " + table.name(), e);
        }
        files.add(writer.toDataFile());
    }

    /** Ends the last file and returns all of them. */
    List<DataFile> finish() {
        endFile();
        return List.copyOf(files);
    }

    /** Gives up a file that was not ended; what is on disk of it is swept later. */
    @Override
    public void close() {
        try (DataWriter<StructLike> writer = open) {
            open = null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a file of " + table.name(), e);
        }
    }
}
