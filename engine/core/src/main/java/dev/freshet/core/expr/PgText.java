package dev.freshet.core.expr;

import dev.freshet.core.plan.format.Json;
import dev.freshet.spi.data.ByteString;
import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.VariantValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as PostgreSQL prints them: what casts to text give and what the shell shows. */
public final class PgText {
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
            .toFormatter(java.util.Locale.ROOT);

    private PgText() {}

    public static String format(Type type, Object value) {
        return switch (type) {
            case Type.Real _ -> real(Float.toString((Float) value), ((Float) value).doubleValue(), 6);
            case Type.Double _ -> real(Double.toString((Double) value), (Double) value, 15);
            case Type.Decimal _ -> ((BigDecimal) value).toPlainString();
            case Type.Bytes _ -> "\\x" + HexFormat.of().formatHex(((ByteString) value).toArray());
            case Type.Date _ -> ((LocalDate) value).toString();
            case Type.Time _ -> TIME.format((LocalTime) value);
            case Type.Timestamp(boolean zoned) ->
                zoned
                        ? timestamp(LocalDateTime.ofInstant((Instant) value, ZoneOffset.UTC)) + "+00"
                        : timestamp((LocalDateTime) value);
            case Type.Interval(boolean months) -> months ? months((Period) value) : micros((Duration) value);
            case Type.Variant _ -> ((VariantValue) value).json();
            case Type.Array _, Type.MapOf _, Type.Row _, Type.Vector _ -> json(type, value);
            default -> value.toString();
        };
    }

    private static String timestamp(LocalDateTime t) {
        return t.toLocalDate() + " " + TIME.format(t.toLocalTime());
    }

    /** Shortest digits that round-trip, in plain form where PostgreSQL's output is plain. */
    private static String real(String java, double value, int plainDigits) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "Infinity" : "-Infinity";
        }
        if (value == 0) {
            return java.startsWith("-") ? "-0" : "0";
        }
        BigDecimal exact = new BigDecimal(java).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= -4 && exponent < plainDigits) {
            return exact.toPlainString();
        }
        String digits = exact.unscaledValue().abs().toString();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return (value < 0 ? "-" : "")
                + mantissa
                + "e"
                + (exponent < 0 ? "-" : "+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }

    private static String months(Period p) {
        long total = p.toTotalMonths();
        long years = total / 12;
        long months = total % 12;
        StringBuilder out = new StringBuilder();
        if (years != 0) {
            out.append(years).append(Math.abs(years) == 1 && years > 0 ? " year" : " years");
        }
        if (months != 0) {
            out.append(out.isEmpty() ? "" : " ").append(months).append(months == 1 ? " mon" : " mons");
        }
        return out.isEmpty() ? "00:00:00" : out.toString();
    }

    private static String micros(Duration d) {
        long days = d.toDays();
        Duration rest = d.minusDays(days);
        StringBuilder out = new StringBuilder();
        if (days != 0) {
            out.append(days).append(days == 1 ? " day" : " days");
        }
        if (!rest.isZero() || days == 0) {
            LocalTime time = LocalTime.ofNanoOfDay(rest.abs().toNanos());
            out.append(out.isEmpty() ? "" : " ")
                    .append(rest.isNegative() ? "-" : days < 0 ? "+" : "")
                    .append(TIME.format(time));
        }
        return out.toString();
    }

    private static String json(Type type, Object value) {
        StringBuilder out = new StringBuilder();
        json(out, type, value);
        return out.toString();
    }

    /** Appends a value as JSON: numbers and booleans bare, everything else as its text. */
    public static void json(StringBuilder out, Type type, @Nullable Object value) {
        if (value == null) {
            out.append("null");
            return;
        }
        switch (type) {
            case Type.Bool _, Type.Int _, Type.Decimal _ -> out.append(format(type, value));
            case Type.Real _, Type.Double _ -> {
                String text = format(type, value);
                out.append(text.endsWith("y") || text.equals("NaN") ? '"' + text + '"' : text);
            }
            case Type.Variant _ -> out.append(((VariantValue) value).json());
            case Type.Array(DataType e) -> list(out, e.type(), (List<?>) value);
            case Type.Vector _ -> list(out, Type.REAL, (List<?>) value);
            case Type.MapOf(DataType k, DataType v) -> {
                String separator = "{";
                for (Map.Entry<?, ?> e : ((Map<?, ?>) value).entrySet()) {
                    out.append(separator);
                    Json.quote(out, e.getKey() == null ? "null" : format(k.type(), e.getKey()));
                    out.append(':');
                    json(out, v.type(), e.getValue());
                    separator = ",";
                }
                out.append(separator.equals("{") ? "{}" : "}");
            }
            case Type.Row(List<Field> fields) -> {
                out.append('{');
                for (int i = 0; i < fields.size(); i++) {
                    out.append(i == 0 ? "" : ",");
                    Json.quote(out, fields.get(i).name());
                    out.append(':');
                    json(out, fields.get(i).type().type(), ((List<?>) value).get(i));
                }
                out.append('}');
            }
            default -> Json.quote(out, format(type, value));
        }
    }

    private static void list(StringBuilder out, Type element, List<?> values) {
        out.append('[');
        for (int i = 0; i < values.size(); i++) {
            out.append(i == 0 ? "" : ",");
            json(out, element, values.get(i));
        }
        out.append(']');
    }
}
