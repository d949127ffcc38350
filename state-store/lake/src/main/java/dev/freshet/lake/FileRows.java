package dev.freshet.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.parquet.InternalReader;
import org.apache.iceberg.hadoop.HadoopConfigurable;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.util.SerializableSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one data file, whose pages are checked against their checksums and whose number of rows, when all are
 * wanted, against what the table's metadata says: a damaged file is reported by name, never read as something else.
 */
final class FileRows implements AutoCloseable {
    private static final Configuration CHECKED = checked();

    private final Table table;
    private final DataFile file;
    private final boolean whole;
    private final CloseableIterator<StructLike> rows;
    private long read;

    /** Rows of epochs in {@code (after, upTo]}, and maybe others of the same file. */
    FileRows(Table table, DataFile file, Schema projection, long after, long upTo) {
        this.table = table;
        this.file = file;
        this.whole = TableFiles.first(table, file) > after && TableFiles.last(table, file) <= upTo;
        try {
            Parquet.ReadBuilder builder = Parquet.read(
                            new CheckedInput(table.io().newInputFile(file.location())))
                    .project(projection)
                    .createReaderFunc(fileSchema -> InternalReader.create(projection, fileSchema));
            CloseableIterable<StructLike> opened =
                    (whole ? builder : builder.filter(TableFiles.range(after, upTo))).build();
            this.rows = opened.iterator();
        } catch (RuntimeException e) {
            throw damaged(e);
        }
    }

    private static Configuration checked() {
        Configuration settings = new Configuration(false);
        settings.setBoolean("parquet.page.verify-checksum.enabled", true);
        return settings;
    }

    /** The next row, or null at the end. */
    @Nullable
    StructLike next() {
        try {
            if (rows.hasNext()) {
                read++;
                return rows.next();
            }
        } catch (RuntimeException e) {
            throw damaged(e);
        }
        if (whole && read != file.recordCount()) {
            throw new LakeException("the file " + file.location() + " of the table " + table.name() + " holds " + read
                    + " rows instead of " + file.recordCount());
        }
        return null;
    }

    private LakeException damaged(RuntimeException e) {
        String epochs = TableFiles.first(table, file) + " to " + TableFiles.last(table, file);
        return new LakeException(
                "the file " + file.location() + " of the table " + table.name() + " with epochs " + epochs
                        + " cannot be read: " + e.getMessage(),
                e);
    }

    @Override
    public void close() {
        try {
            rows.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + file.location(), e);
        }
    }

    /** Hands Parquet the wish to verify checksums, which Iceberg passes on only in this form. */
    private record CheckedInput(InputFile file) implements InputFile, HadoopConfigurable {
        @Override
        public long getLength() {
            return file.getLength();
        }

        @Override
        public SeekableInputStream newStream() {
            return file.newStream();
        }

        @Override
        public String location() {
            return file.location();
        }

        @Override
        public boolean exists() {
            return file.exists();
        }

        @Override
        public Configuration getConf() {
            return CHECKED;
        }

        @Override
        public void serializeConfWith(Function<Configuration, SerializableSupplier<Configuration>> confSerializer) {
            throw new UnsupportedOperationException("stays in its process");
        }
    }
}
