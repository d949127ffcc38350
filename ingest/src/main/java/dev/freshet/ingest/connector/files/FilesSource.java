package dev.freshet.ingest.connector.files;

import dev.freshet.spi.connect.Source;
import dev.freshet.spi.connect.SourceReader;
import dev.freshet.spi.data.Schema;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A folder as a source of one table. Whole documents: a row per file by path. CSV and JSON lines: the rows of all files,
 * each file's lines in order; when a watched file grows, the new lines are added; when it is rewritten or deleted, what it
 * had contributed is taken back in the same epoch, read from copies kept in {@code workFolder}.
 *
 * @param schema the table's schema; for documents {@link DocumentTable#SCHEMA}
 * @param workFolder durable, of this source alone; used for watched line files only
 */
public record FilesSource(String name, String table, Schema schema, FilesSettings settings, Path workFolder)
        implements Source {
    @Override
    public SourceReader open(@Nullable String position) {
        return new FilesReader(this, FilesPosition.of(position));
    }
}
