package dev.freshet.ingest.connector.files;

import dev.freshet.ingest.connector.SourceConformance;
import dev.freshet.ingest.format.Format;
import dev.freshet.spi.connect.Source;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** Bounded reading of CSV files, one of them large enough for several intakes. */
class FilesStaticTest extends SourceConformance {
    private static final int LINES = 60_000;

    @TempDir
    Path folder;

    @Override
    protected Schema schema() {
        return Schema.of(new Field("id", Type.BIGINT.notNull()), new Field("name", Type.TEXT.nullable()));
    }

    @Override
    protected Source source() throws Exception {
        StringBuilder big = new StringBuilder("name,id\n");
        for (int i = 0; i < LINES; i++) {
            big.append(i % 7 == 0 ? "\"a\nb\"," : "x,")
                    .append(i % 10_000 == 9 ? "?" : i)
                    .append('\n');
        }
        Files.writeString(folder.resolve("b.csv"), big);
        Files.writeString(folder.resolve("a.csv"), "id,name,other\n-1,first,\n");
        Files.writeString(folder.resolve("c.csv"), "");
        FilesSettings settings =
                new FilesSettings(folder, "*.csv", Optional.of(Format.CSV), false, 50 << 20, 20, FileBounds.NONE, null);
        return new FilesSource("lines", "lines", schema(), settings, folder.resolve("work"));
    }
}
