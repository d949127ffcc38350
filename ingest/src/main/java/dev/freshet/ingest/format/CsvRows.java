package dev.freshet.ingest.format;

import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prints rows as CSV with values as PostgreSQL prints them: NULL as an empty field (or a given text), the empty string as
 * {@code ""}, quotes only where needed, lines ended by LF. One thread at a time.
 */
public final class CsvRows {
    private final Schema schema;
    private final ValuePrinter[] printers;
    private final boolean[] plain;
    private final byte[] nullText;
    private final ByteSink field = new ByteSink();

    public CsvRows(Schema schema) {
        this(schema, null);
    }

    /** {@code nullText} stands for NULL, verbatim. */
    public CsvRows(Schema schema, @Nullable String nullText) {
        this.schema = schema;
        this.nullText = (nullText == null ? "" : nullText).getBytes(StandardCharsets.UTF_8);
        int n = schema.size();
        printers = new ValuePrinter[n];
        plain = new boolean[n];
        for (int c = 0; c < n; c++) {
            printers[c] = TextPrinters.of(schema.type(c));
            plain[c] = isPlain(schema.type(c));
        }
    }

    private static boolean isPlain(Type type) {
        return switch (type) {
            case Type.Text _, Type.Variant _, Type.Array _, Type.MapOf _, Type.Row _, Type.Vector _ -> false;
            default -> true;
        };
    }

    /** The header line. */
    public void header(ByteSink out) {
        header(schema.names(), out);
    }

    static void header(List<String> names, ByteSink out) {
        for (int c = 0; c < names.size(); c++) {
            if (c > 0) {
                out.write(',');
            }
            byte[] name = names.get(c).getBytes(StandardCharsets.UTF_8);
            field(name, name.length, out);
        }
        out.write('\n');
    }

    /** One row with its line end. */
    public void write(ColumnBatch batch, int row, ByteSink out) {
        fields(batch, row, out);
        out.write('\n');
    }

    /** One row without its line end, so that fields may follow. */
    public void fields(ColumnBatch batch, int row, ByteSink out) {
        for (int c = 0; c < printers.length; c++) {
            if (c > 0) {
                out.write(',');
            }
            if (batch.column(c).isNull(row)) {
                out.write(nullText);
            } else if (plain[c]) {
                printers[c].print(batch.column(c), row, out);
            } else {
                field.clear();
                printers[c].print(batch.column(c), row, field);
                field(field.array(), field.size(), out);
            }
        }
    }

    private static void field(byte[] text, int length, ByteSink out) {
        if (length > 0 && !needsQuotes(text, length)) {
            out.write(text, 0, length);
            return;
        }
        out.write('"');
        for (int i = 0; i < length; i++) {
            if (text[i] == '"') {
                out.write('"');
            }
            out.write(text[i]);
        }
        out.write('"');
    }

    private static boolean needsQuotes(byte[] text, int length) {
        for (int i = 0; i < length; i++) {
            if (text[i] == ',' || text[i] == '"' || text[i] == '\n' || text[i] == '\r') {
                return true;
            }
        }
        return false;
    }
}
