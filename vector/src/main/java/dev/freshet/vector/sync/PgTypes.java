package dev.freshet.vector.sync;

import dev.freshet.spi.data.ByteString;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.VariantValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Types and values of ours in PostgreSQL. Values travel as text, in both directions. */
public final class PgTypes {
    private PgTypes() {}

    /** How a column is declared. */
    public static String declared(Type type) {
        return switch (type) {
            case Type.Bool _ -> "boolean";
            case Type.Int(int bits) -> bits <= 16 ? "smallint" : bits == 32 ? "integer" : "bigint";
            case Type.Real _ -> "real";
            case Type.Double _ -> "double precision";
            case Type.Decimal(int p, int s) -> "numeric(" + p + "," + s + ")";
            case Type.Text _ -> "text";
            case Type.Bytes _ -> "bytea";
            case Type.Date _ -> "date";
            case Type.Time _ -> "time";
            case Type.Timestamp(boolean zoned) -> zoned ? "timestamptz" : "timestamp";
            case Type.Interval _ -> "interval";
            case Type.Uuid _ -> "uuid";
            case Type.Variant _, Type.Array _, Type.MapOf _, Type.Row _, Type.Vector _ -> "jsonb";
        };
    }

    /** The boxed value (as in {@code Values}) as text that PostgreSQL casts to the declared type. */
    public static @Nullable String text(Type type, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (type) {
            case Type.Decimal _ -> ((BigDecimal) value).toPlainString();
            case Type.Text _ -> ((String) value).replace('\0', '\uFFFD');
            case Type.Variant _ -> ((VariantValue) value).json();
            case Type.Array _, Type.MapOf _, Type.Row _, Type.Vector _ -> JsonText.of(type, value);
            default -> value.toString();
        };
    }

    /** An expression of type text that {@link #value} understands, whatever the session's settings. */
    public static String read(Type type, String column) {
        return switch (type) {
            case Type.Timestamp(boolean zoned) ->
                zoned ? "(" + column + " AT TIME ZONE 'UTC')::text" : column + "::text";
            case Type.Bytes _ -> "encode(" + column + ", 'hex')";
            case Type.Interval(boolean months) ->
                months
                        ? "(extract(year FROM " + column + ") * 12 + extract(month FROM " + column + "))::bigint::text"
                        : "(extract(epoch FROM " + column + ") * 1000000)::bigint::text";
            default -> column + "::text";
        };
    }

    /** The boxed value, as in {@code Values}. */
    public static @Nullable Object value(Type type, @Nullable String text) {
        if (text == null) {
            return null;
        }
        return switch (type) {
            case Type.Bool _ -> text.equals("true") || text.equals("t");
            case Type.Int _ -> Long.parseLong(text);
            case Type.Real _ -> Float.parseFloat(text);
            case Type.Double _ -> Double.parseDouble(text);
            case Type.Decimal d -> new BigDecimal(text).setScale(d.scale());
            case Type.Text _ -> text;
            case Type.Bytes _ -> new ByteString(HexFormat.of().parseHex(text));
            case Type.Date _ -> LocalDate.parse(text);
            case Type.Time _ -> LocalTime.parse(text);
            case Type.Timestamp(boolean zoned) -> {
                LocalDateTime at = LocalDateTime.parse(text.replace(' ', 'T'));
                yield zoned ? at.toInstant(ZoneOffset.UTC) : at;
            }
            case Type.Interval(boolean months) ->
                months ? Period.ofMonths(Integer.parseInt(text)) : Duration.of(Long.parseLong(text), ChronoUnit.MICROS);
            case Type.Uuid _ -> UUID.fromString(text);
            case Type.Variant _ -> new VariantValue(text);
            case Type.Array _, Type.MapOf _, Type.Row _, Type.Vector _ -> JsonText.read(type, text);
        };
    }

    /** An identifier exactly as it is. */
    public static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** A vector as pgvector reads it. */
    public static String vector(float[] values) {
        StringBuilder out = new StringBuilder(values.length * 12).append('[');
        for (int i = 0; i < values.length; i++) {
            out.append(i == 0 ? "" : ",").append(values[i]);
        }
        return out.append(']').toString();
    }
}
