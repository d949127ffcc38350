package dev.freshet.ingest.format;

import dev.freshet.spi.data.BytesColumn;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.DoubleColumn;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.ListColumn;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.StructColumn;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.Values;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;

/**
 * Values as JSON. In the API's form BIGINT and DECIMAL are strings and times have six digits; in the plain form numbers
 * are numbers and fractions have no trailing zeros, as PostgreSQL's own JSON has it.
 */
record JsonPrinters(boolean api) {
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    ValuePrinter of(Type type) {
        return switch (type) {
            case Type.Bool _ -> (c, row, out) -> out.text(longAt(c, row) != 0 ? "true" : "false");
            case Type.Int(int bits) ->
                bits == 64 && api
                        ? (c, row, out) -> out.write('"').number(longAt(c, row)).write('"')
                        : (c, row, out) -> out.number(longAt(c, row));
            case Type.Real _ -> (c, row, out) -> real(c, row, true, out);
            case Type.Double _ -> (c, row, out) -> real(c, row, false, out);
            case Type.Decimal d -> api ? quoted(TextPrinters.of(d)) : TextPrinters.of(d);
            case Type.Text _ ->
                (c, row, out) -> {
                    BytesColumn b = (BytesColumn) c;
                    JsonText.quote(b.data(), b.start(row), b.length(row), out);
                };
            case Type.Bytes _ ->
                (c, row, out) -> out.write('"')
                        .write(Base64.getEncoder().encode(((BytesColumn) c).get(row)))
                        .write('"');
            case Type.Time _ ->
                api
                        ? quoted((c, row, out) -> TemporalText.printTime6(longAt(c, row), out))
                        : quoted(TextPrinters.of(type));
            case Type.Timestamp t -> quoted((c, row, out) -> timestamp(longAt(c, row), t.zoned(), out));
            case Type.Date _, Type.Interval _, Type.Uuid _ -> quoted(TextPrinters.of(type));
            case Type.Variant _ -> TextPrinters.of(type);
            case Type.Vector _ -> JsonPrinters::vector;
            case Type.Array(DataType e) -> list(of(e.type()));
            case Type.MapOf(DataType k, DataType v) -> map(TextPrinters.of(k.type()), of(v.type()));
            case Type.Row(List<Field> fields) -> struct(fields);
        };
    }

    private static long longAt(Column c, int row) {
        return ((LongColumn) c).get(row);
    }

    private static ValuePrinter quoted(ValuePrinter inner) {
        return (c, row, out) -> {
            out.write('"');
            inner.print(c, row, out);
            out.write('"');
        };
    }

    private static void real(Column c, int row, boolean single, ByteSink out) {
        double value = ((DoubleColumn) c).get(row);
        if (NumberPrint.isFinite(value)) {
            NumberPrint.real(value, single, out);
            return;
        }
        out.write('"');
        NumberPrint.real(value, single, out);
        out.write('"');
    }

    private void timestamp(long micros, boolean zoned, ByteSink out) {
        TemporalText.printDate(Math.floorDiv(micros, TemporalText.DAY), out);
        out.write('T');
        long time = Math.floorMod(micros, TemporalText.DAY);
        if (api) {
            TemporalText.printTime6(time, out);
        } else {
            TemporalText.printTime(time, out);
        }
        if (zoned) {
            out.text(api ? "Z" : "+00:00");
        }
    }

    private static void vector(Column c, int row, ByteSink out) {
        ByteBuffer floats = ByteBuffer.wrap(((BytesColumn) c).get(row)).order(ByteOrder.LITTLE_ENDIAN);
        out.write('[');
        while (floats.hasRemaining()) {
            NumberPrint.real(floats.getFloat(), true, out);
            out.text(floats.hasRemaining() ? "," : "");
        }
        out.write(']');
    }

    static void orNull(ValuePrinter printer, Column c, int row, ByteSink out) {
        if (c.isNull(row)) {
            out.write(NULL);
        } else {
            printer.print(c, row, out);
        }
    }

    private static ValuePrinter list(ValuePrinter element) {
        return (c, row, out) -> {
            ListColumn lists = (ListColumn) c;
            out.write('[');
            for (int i = lists.start(row); i < lists.end(row); i++) {
                if (i > lists.start(row)) {
                    out.write(',');
                }
                orNull(element, lists.elements(), i, out);
            }
            out.write(']');
        };
    }

    private static ValuePrinter map(ValuePrinter key, ValuePrinter value) {
        return (c, row, out) -> {
            ListColumn maps = (ListColumn) c;
            StructColumn entries = (StructColumn) maps.elements();
            ByteSink text = new ByteSink(32);
            out.write('{');
            for (int i = maps.start(row); i < maps.end(row); i++) {
                if (i > maps.start(row)) {
                    out.write(',');
                }
                text.clear();
                orNull(key, entries.fields().get(0), i, text);
                JsonText.quote(text.array(), 0, text.size(), out);
                out.write(':');
                orNull(value, entries.fields().get(1), i, out);
            }
            out.write('}');
        };
    }

    private ValuePrinter struct(List<Field> fields) {
        List<ValuePrinter> printers =
                fields.stream().map(f -> of(f.type().type())).toList();
        return (c, row, out) -> {
            StructColumn s = (StructColumn) c;
            for (int i = 0; i < printers.size(); i++) {
                out.write(i == 0 ? '{' : ',');
                JsonText.quote(fields.get(i).name(), out);
                out.write(':');
                orNull(printers.get(i), s.fields().get(i), row, out);
            }
            out.text(printers.isEmpty() ? "{}" : "}");
        };
    }

    /** The text of a UUID's 16 bytes. */
    static String uuid(byte[] bytes) {
        return Values.uuid(bytes).toString();
    }
}
