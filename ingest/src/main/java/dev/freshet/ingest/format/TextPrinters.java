package dev.freshet.ingest.format;

import dev.freshet.spi.data.BytesColumn;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.DecimalColumn;
import dev.freshet.spi.data.DoubleColumn;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Type;
import java.util.HexFormat;

/** Values as PostgreSQL prints them as text; nested ones as plain JSON. */
final class TextPrinters {
    private static final JsonPrinters PLAIN = new JsonPrinters(false);

    private TextPrinters() {}

    static ValuePrinter of(Type type) {
        return switch (type) {
            case Type.Bool _ -> (c, row, out) -> out.text(longAt(c, row) != 0 ? "true" : "false");
            case Type.Int _ -> (c, row, out) -> out.number(longAt(c, row));
            case Type.Real _ -> (c, row, out) -> NumberPrint.real(((DoubleColumn) c).get(row), true, out);
            case Type.Double _ -> (c, row, out) -> NumberPrint.real(((DoubleColumn) c).get(row), false, out);
            case Type.Decimal d -> decimal(d);
            case Type.Text _, Type.Variant _ ->
                (c, row, out) -> {
                    BytesColumn b = (BytesColumn) c;
                    out.write(b.data(), b.start(row), b.length(row));
                };
            case Type.Bytes _ ->
                (c, row, out) -> out.text("\\x").text(HexFormat.of().formatHex(((BytesColumn) c).get(row)));
            case Type.Date _ -> (c, row, out) -> TemporalText.printDate(longAt(c, row), out);
            case Type.Time _ -> (c, row, out) -> TemporalText.printTime(longAt(c, row), out);
            case Type.Timestamp t -> (c, row, out) -> timestamp(longAt(c, row), t.zoned(), out);
            case Type.Interval(boolean months) ->
                months
                        ? (c, row, out) -> TemporalText.printMonths(longAt(c, row), out)
                        : (c, row, out) -> TemporalText.printMicros(longAt(c, row), out);
            case Type.Uuid _ -> (c, row, out) -> out.text(JsonPrinters.uuid(((BytesColumn) c).get(row)));
            case Type.Array _, Type.MapOf _, Type.Row _, Type.Vector _ -> PLAIN.of(type);
        };
    }

    private static long longAt(Column c, int row) {
        return ((LongColumn) c).get(row);
    }

    private static ValuePrinter decimal(Type.Decimal d) {
        int scale = d.scale();
        return d.isLong()
                ? (c, row, out) -> NumberPrint.decimal(longAt(c, row), scale, out)
                : (c, row, out) -> NumberPrint.decimal(((DecimalColumn) c).get(row), scale, out);
    }

    private static void timestamp(long micros, boolean zoned, ByteSink out) {
        TemporalText.printDate(Math.floorDiv(micros, TemporalText.DAY), out);
        out.write(' ');
        TemporalText.printTime(Math.floorMod(micros, TemporalText.DAY), out);
        out.text(zoned ? "+00" : "");
    }
}
