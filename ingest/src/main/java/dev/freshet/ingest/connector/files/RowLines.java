package dev.freshet.ingest.connector.files;

import dev.freshet.ingest.format.ByteSink;
import dev.freshet.ingest.format.CsvRows;
import dev.freshet.ingest.format.JsonRows;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.List;

/** Rows of a view as lines of a file, as they are or with epoch and weight. */
final class RowLines {
    private static final byte[] EPOCH = ",\"_epoch\":".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final byte[] WEIGHT = ",\"_weight\":".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final boolean json;
    private final CsvRows csv;
    private final CsvRows header;
    private final JsonRows objects;
    private final boolean empty;

    RowLines(Schema schema, boolean json, boolean changes) {
        this.json = json;
        this.csv = new CsvRows(schema);
        this.objects = new JsonRows(schema);
        this.empty = schema.size() == 0;
        List<Field> fields = new ArrayList<>(schema.fields());
        if (changes) {
            fields.add(new Field("_epoch", Type.BIGINT.notNull()));
            fields.add(new Field("_weight", Type.BIGINT.notNull()));
        }
        this.header = new CsvRows(new Schema(fields, List.of()));
    }

    void header(ByteSink out) {
        if (!json) {
            header.header(out);
        }
    }

    void row(ColumnBatch batch, int row, ByteSink out) {
        if (json) {
            objects.write(batch, row, out);
            out.write('\n');
        } else {
            csv.write(batch, row, out);
        }
    }

    void change(ColumnBatch batch, int row, long epoch, ByteSink out) {
        if (!json) {
            csv.fields(batch, row, out);
            out.text(empty ? "" : ",")
                    .number(epoch)
                    .write(',')
                    .number(batch.weight(row))
                    .write('\n');
            return;
        }
        objects.write(batch, row, out);
        out.dropLast();
        out.write(EPOCH)
                .number(epoch)
                .write(WEIGHT)
                .number(batch.weight(row))
                .write('}')
                .write('\n');
    }
}
