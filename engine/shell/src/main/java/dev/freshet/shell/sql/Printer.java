package dev.freshet.shell.sql;

import dev.freshet.core.expr.PgText;
import dev.freshet.core.plan.format.Json;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.Values;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints results one after the other, with a blank line between them. */
final class Printer {
    /** How results are printed. */
    enum Format {
        TABLE,
        CSV,
        JSON
    }

    private final Appendable out;
    private final Format format;
    private final String nullText;
    private boolean first = true;

    Printer(Appendable out, Format format, String nullText) {
        this.out = out;
        this.format = format;
        this.nullText = nullText;
    }

    void result(Result result) {
        StringBuilder text = new StringBuilder();
        switch (format) {
            case CSV -> csv(result, text);
            case JSON -> json(result, text);
            case TABLE -> table(result, text);
        }
        write(text);
    }

    /** One line in place of a result. */
    void error(String message) {
        write(new StringBuilder("ERROR: ")
                .append(message.replaceAll("\\s*\\R\\s*", " "))
                .append('\n'));
    }

    private void write(CharSequence text) {
        try {
            out.append(first || format == Format.JSON ? "" : "\n").append(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        first = false;
    }

    private static @Nullable String cell(Type type, Column column, int row) {
        Object value = Values.get(type, column, row);
        if (value == null) {
            return null;
        }
        boolean quotient = type instanceof Type.Decimal(int precision, int scale) && precision == 38 && scale >= 16;
        return PgText.format(type, quotient ? asDivided((BigDecimal) value) : value);
    }

    /**
     * The type of a quotient has more digits than PostgreSQL shows: at least 16 significant ones in groups of four, the
     * quotients 0 and 1 with a group more.
     */
    private static BigDecimal asDivided(BigDecimal value) {
        int group = value.signum() == 0 || value.compareTo(BigDecimal.ONE) == 0
                ? -1
                : Math.floorDiv(value.precision() - value.scale() - 1, 4);
        BigDecimal least = value.stripTrailingZeros();
        int scale = Math.max(least.scale(), Math.min(value.scale(), 16 - 4 * group));
        return least.setScale(Math.max(0, scale));
    }

    // ---- CSV ----

    private void csv(Result result, StringBuilder text) {
        Schema schema = result.schema();
        for (int c = 0; c < schema.size(); c++) {
            field(text.append(c == 0 ? "" : ","), schema.field(c).name());
        }
        text.append('\n');
        for (int row : result.order()) {
            for (int c = 0; c < schema.size(); c++) {
                text.append(c == 0 ? "" : ",");
                String cell = cell(schema.type(c), result.rows().column(c), row);
                if (cell == null) {
                    text.append(nullText);
                } else {
                    field(text, cell);
                }
            }
            text.append('\n');
        }
    }

    private void field(StringBuilder text, String value) {
        boolean quote = value.isEmpty() || value.equals(nullText);
        for (int i = 0; i < value.length() && !quote; i++) {
            char c = value.charAt(i);
            quote = c == ',' || c == '"' || c == '\n' || c == '\r';
        }
        if (quote) {
            text.append('"').append(value.replace("\"", "\"\"")).append('"');
        } else {
            text.append(value);
        }
    }

    // ---- JSON ----

    /** An array of objects, one line per result. */
    private static void json(Result result, StringBuilder text) {
        Schema schema = result.schema();
        String separator = "[";
        for (int row : result.order()) {
            text.append(separator).append('{');
            for (int c = 0; c < schema.size(); c++) {
                text.append(c == 0 ? "" : ",");
                Json.quote(text, schema.field(c).name());
                text.append(':');
                PgText.json(
                        text,
                        schema.type(c),
                        Values.get(schema.type(c), result.rows().column(c), row));
            }
            text.append('}');
            separator = ",";
        }
        text.append(separator.equals("[") ? "[]" : "]").append('\n');
    }

    // ---- a table for people ----

    private void table(Result result, StringBuilder text) {
        Schema schema = result.schema();
        List<String[]> lines = new ArrayList<>();
        lines.add(schema.names().toArray(String[]::new));
        for (int row : result.order()) {
            String[] line = new String[schema.size()];
            for (int c = 0; c < line.length; c++) {
                String cell = cell(schema.type(c), result.rows().column(c), row);
                line[c] = cell == null ? nullText : cell.replace("\n", "\\n");
            }
            lines.add(line);
        }
        int[] widths = new int[schema.size()];
        lines.forEach(line -> {
            for (int c = 0; c < line.length; c++) {
                widths[c] = Math.max(widths[c], line[c].codePointCount(0, line[c].length()));
            }
        });
        for (int i = 0; i < lines.size(); i++) {
            line(text, schema, lines.get(i), widths, i == 0);
            if (i == 0) {
                rule(text, widths);
            }
        }
        int n = result.order().length;
        text.append('(').append(n).append(n == 1 ? " row)\n" : " rows)\n");
    }

    private static void line(StringBuilder text, Schema schema, String[] cells, int[] widths, boolean header) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < cells.length; c++) {
            String pad = " ".repeat(widths[c] - cells[c].codePointCount(0, cells[c].length()));
            boolean right = !header && isNumber(schema.type(c));
            line.append(c == 0 ? " " : " | ").append(right ? pad + cells[c] : cells[c] + pad);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private static void rule(StringBuilder text, int[] widths) {
        for (int c = 0; c < widths.length; c++) {
            text.append(c == 0 ? "-" : "-+-").append("-".repeat(widths[c]));
        }
        text.append("-\n");
    }

    private static boolean isNumber(Type type) {
        return type instanceof Type.Int
                || type instanceof Type.Decimal
                || type instanceof Type.Real
                || type instanceof Type.Double;
    }
}
