package dev.freshet.ingest.format;

import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;

/**
 * Prints rows as JSON objects with the values' public form: BIGINT and DECIMAL as strings, timestamps with six digits,
 * bytes in base64, NaN and infinities as strings. Any thread may use it.
 */
public final class JsonRows {
    private static final JsonPrinters API = new JsonPrinters(true);

    private final byte[][] prefixes;
    private final ValuePrinter[] printers;

    public JsonRows(Schema schema) {
        int n = schema.size();
        prefixes = new byte[n][];
        printers = new ValuePrinter[n];
        for (int c = 0; c < n; c++) {
            ByteSink prefix = new ByteSink();
            prefix.write(c == 0 ? '{' : ',');
            JsonText.quote(schema.field(c).name(), prefix);
            prefixes[c] = prefix.write(':').toArray();
            printers[c] = API.of(schema.type(c));
        }
    }

    /** Appends one row as an object, without a line end. */
    public void write(ColumnBatch batch, int row, ByteSink out) {
        for (int c = 0; c < printers.length; c++) {
            out.write(prefixes[c]);
            JsonPrinters.orNull(printers[c], batch.column(c), row, out);
        }
        out.text(printers.length == 0 ? "{}" : "}");
    }

    /** Appends the value of one column. */
    public void writeValue(ColumnBatch batch, int column, int row, ByteSink out) {
        JsonPrinters.orNull(printers[column], batch.column(column), row, out);
    }

    /** Appends a text as a JSON string. */
    public static void quote(String text, ByteSink out) {
        JsonText.quote(text, out);
    }

    /** One row as text, for messages and tests. */
    public String toString(ColumnBatch batch, int row) {
        ByteSink out = new ByteSink();
        write(batch, row, out);
        return out.toString();
    }
}
