package dev.freshet.ingest.connector.files;

import dev.freshet.spi.connect.Op;
import dev.freshet.spi.data.BatchBuilder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Whole files as rows of {@link DocumentTable}. */
final class Documents {
    private static final int COLUMNS = 6;

    private Documents() {}

    static void put(String path, FileStamp stamp, byte[] content, FileIntake intake) {
        BatchBuilder to = intake.rows().builder();
        text(to, 0, path);
        to.column(1).appendBytes(content);
        text(to, 2, DocumentTable.mime(path));
        to.column(3).appendLong(content.length);
        to.column(4).appendLong(stamp.modified());
        text(to, 5, Copies.sha256(content));
        intake.rows().endRow(Op.UPSERT);
        intake.count(content.length + 200L);
    }

    static void remove(String path, FileIntake intake) {
        BatchBuilder to = intake.rows().builder();
        text(to, 0, path);
        for (int c = 1; c < COLUMNS; c++) {
            to.column(c).appendNull();
        }
        intake.rows().endRow(Op.DELETE);
        intake.count(200);
    }

    private static void text(BatchBuilder to, int column, @Nullable String value) {
        if (value == null) {
            to.column(column).appendNull();
        } else {
            to.column(column).appendBytes(value.getBytes(StandardCharsets.UTF_8));
        }
    }
}
