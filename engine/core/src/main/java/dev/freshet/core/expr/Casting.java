package dev.freshet.core.expr;

import dev.freshet.core.plan.format.Json;
import dev.freshet.spi.data.ByteString;
import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.VariantValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Conversion of one boxed value by PostgreSQL's rules; what does not convert is a {@link RowException} bad_cast. */
public final class Casting {
    private Casting() {}

    public static @Nullable Object cast(@Nullable Object value, Type from, Type to) {
        if (value == null) {
            return null;
        }
        try {
            if (value instanceof VariantValue v && !(to instanceof Type.Variant)) {
                return VariantCasts.cast(v, to);
            }
            return switch (to) {
                case Type.Bool _ -> bool(value);
                case Type.Int(int bits) -> integer(value, bits);
                case Type.Real _ -> real(value);
                case Type.Double _ -> number(value).doubleValue();
                case Type.Decimal d -> Arithmetic.fit(decimal(value), d);
                case Type.Text t -> text(shown(value, from), t, from);
                case Type.Bytes _ -> bytes(value);
                case Type.Date _ -> date(value);
                case Type.Time _ -> time(value);
                case Type.Timestamp(boolean zoned) -> zoned ? instant(value) : dateTime(value);
                case Type.Interval(boolean months) -> Intervals.parse(value, months);
                case Type.Uuid _ -> uuid(value);
                case Type.Variant _ -> variant(value, from);
                case Type.Array(DataType e) -> array(value, from, e.type());
                case Type.Vector(int n) -> vector(value, n);
                case Type.MapOf _, Type.Row _ -> value;
            };
        } catch (RowException e) {
            throw e;
        } catch (ClassCastException | IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw bad(value, from, to);
        }
    }

    private static RowException bad(Object value, Type from, Type to) {
        String shown = from instanceof Type.Text ? "'" + value + "'" : PgText.format(from, value);
        return new RowException("bad_cast", "invalid input for " + to.sql() + ": " + shown);
    }

    private static Boolean bool(Object value) {
        return switch (value) {
            case Boolean b -> b;
            case Long l -> l != 0;
            default ->
                switch (((String) value).strip().toLowerCase(Locale.ROOT)) {
                    case "t", "tr", "tru", "true", "y", "ye", "yes", "on", "1" -> true;
                    case "f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0" -> false;
                    default -> throw new IllegalArgumentException();
                };
        };
    }

    private static Long integer(Object value, int bits) {
        long l = switch (value) {
            case Long n -> n;
            case Boolean b -> b ? 1 : 0;
            case String s -> whole(s.strip());
            case BigDecimal d -> range(d.setScale(0, RoundingMode.HALF_UP));
            default -> range(new BigDecimal(((Number) value).doubleValue()).setScale(0, RoundingMode.HALF_EVEN));
        };
        if (bits < 64 && l != (l << (64 - bits)) >> (64 - bits)) {
            throw new RowException("overflow", "value " + l + " does not fit " + new Type.Int(bits).sql());
        }
        return l;
    }

    /** Also hexadecimal, octal and binary digits, and underscores between digits. */
    private static long whole(String s) {
        if (s.length() < 2 || s.indexOf('_') < 0 && !s.matches("[+-]?0[xXoObB].*")) {
            return range(s);
        }
        String plain = s.replaceAll("(?<=[0-9a-fA-F])_(?=[0-9a-fA-F])", "");
        boolean negative = plain.startsWith("-");
        String digits = plain.replaceFirst("^[+-]", "").toLowerCase(Locale.ROOT);
        int radix = digits.startsWith("0x") ? 16 : digits.startsWith("0o") ? 8 : digits.startsWith("0b") ? 2 : 10;
        return Long.parseLong((negative ? "-" : "") + (radix == 10 ? digits : digits.substring(2)), radix);
    }

    private static long range(String s) {
        try {
            return Long.parseLong(s);
        } catch (NumberFormatException e) {
            if (s.matches("[+-]?\\d+")) {
                throw new RowException("overflow", "value '" + s + "' is out of range");
            }
            throw e;
        }
    }

    private static long range(BigDecimal d) {
        try {
            return d.longValueExact();
        } catch (ArithmeticException e) {
            throw new RowException("overflow", "value does not fit BIGINT");
        }
    }

    private static Float real(Object value) {
        float f = number(value).floatValue();
        if (Float.isInfinite(f) && !Double.isInfinite(number(value).doubleValue())) {
            throw new RowException("overflow", "value out of range for REAL");
        }
        return f;
    }

    private static Number number(Object value) {
        return value instanceof String s ? (Number) floating(s.strip()) : (Number) value;
    }

    private static Double floating(String s) {
        return switch (s.toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> {
                double d = new BigDecimal(s).doubleValue();
                if (Double.isInfinite(d)) {
                    throw new RowException("overflow", "'" + s + "' is out of range for DOUBLE");
                }
                yield d;
            }
        };
    }

    private static BigDecimal decimal(Object value) {
        return switch (value) {
            case BigDecimal d -> d;
            case Long l -> BigDecimal.valueOf(l);
            case Float f -> new BigDecimal(PgText.format(Type.REAL, f));
            case Double d -> new BigDecimal(d).round(new java.math.MathContext(15));
            default -> new BigDecimal(((String) value).strip().replaceAll("(?<=\\d)_(?=\\d)", ""));
        };
    }

    private static String shown(Object value, Type from) {
        if (from instanceof Type.Array(DataType e)) {
            List<@Nullable String> texts = new ArrayList<>();
            for (Object v : (List<?>) value) {
                texts.add(v == null ? null : v instanceof Boolean b ? b ? "t" : "f" : shown(v, e.type()));
            }
            return PgArrays.write(texts);
        }
        return PgText.format(from, value);
    }

    private static List<@Nullable Object> array(Object value, Type from, Type element) {
        if (value instanceof String s) {
            return list(PgArrays.parse(s), Type.TEXT, element);
        }
        Type own = from instanceof Type.Array(DataType e) ? e.type() : Type.REAL;
        return list((List<?>) value, own, element);
    }

    private static UUID uuid(Object value) {
        if (value instanceof UUID u) {
            return u;
        }
        if (value instanceof ByteString b) {
            return dev.freshet.spi.data.Values.uuid(b.toArray());
        }
        String s = ((String) value).strip();
        String hex = (s.startsWith("{") && s.endsWith("}") ? s.substring(1, s.length() - 1) : s).replace("-", "");
        if (!hex.matches("[0-9a-fA-F]{32}")) {
            throw new IllegalArgumentException(s);
        }
        return new UUID(
                Long.parseUnsignedLong(hex.substring(0, 16), 16), Long.parseUnsignedLong(hex.substring(16), 16));
    }

    private static String text(String shown, Type.Text to, Type from) {
        String s = from instanceof Type.Text(int _, boolean padded) && padded ? shown.stripTrailing() : shown;
        int length = to.length();
        if (length == 0) {
            return s;
        }
        int points = s.codePointCount(0, s.length());
        if (points > length) {
            return s.substring(0, s.offsetByCodePoints(0, length));
        }
        return to.padded() ? s + " ".repeat(length - points) : s;
    }

    private static ByteString bytes(Object value) {
        if (value instanceof ByteString b) {
            return b;
        }
        String s = (String) value;
        return new ByteString(
                s.startsWith("\\x") ? HexFormat.of().parseHex(s.substring(2)) : s.getBytes(StandardCharsets.UTF_8));
    }

    private static LocalDate date(Object value) {
        return switch (value) {
            case LocalDate d -> d;
            case LocalDateTime t -> t.toLocalDate();
            case Instant i -> LocalDateTime.ofInstant(i, ZoneOffset.UTC).toLocalDate();
            default -> TimeReader.read((String) value).local().toLocalDate();
        };
    }

    private static LocalTime time(Object value) {
        return switch (value) {
            case LocalTime t -> t;
            case LocalDateTime t -> t.toLocalTime();
            case Instant i -> LocalDateTime.ofInstant(i, ZoneOffset.UTC).toLocalTime();
            case Duration d -> LocalTime.MIDNIGHT.plus(d);
            default -> TimeReader.clock(((String) value).strip());
        };
    }

    private static LocalDateTime dateTime(Object value) {
        return switch (value) {
            case LocalDateTime t -> t;
            case LocalDate d -> d.atStartOfDay();
            case Instant i -> LocalDateTime.ofInstant(i, ZoneOffset.UTC);
            default -> TimeReader.read((String) value).local();
        };
    }

    private static Instant instant(Object value) {
        return switch (value) {
            case Instant i -> i;
            case LocalDateTime t -> t.toInstant(ZoneOffset.UTC);
            case LocalDate d -> d.atStartOfDay().toInstant(ZoneOffset.UTC);
            default -> TimeReader.read((String) value).instant();
        };
    }

    private static VariantValue variant(Object value, Type from) {
        if (value instanceof VariantValue v) {
            return v;
        }
        if (value instanceof String s) {
            return parseJson(s);
        }
        StringBuilder out = new StringBuilder();
        PgText.json(out, from, value);
        return new VariantValue(out.toString());
    }

    /** Parses JSON text into its canonical form. */
    static VariantValue parseJson(String text) {
        try {
            return JsonFunctions.variant(Json.parse(text));
        } catch (IllegalArgumentException e) {
            throw new RowException("bad_json", "not JSON: " + e.getMessage());
        }
    }

    private static List<@Nullable Object> list(List<?> values, Type from, Type to) {
        List<@Nullable Object> out = new ArrayList<>(values.size());
        for (Object v : values) {
            out.add(cast(v, from, to));
        }
        return out;
    }

    /** From an array of numbers, or its text {@code [1,2.5]}. */
    private static List<?> vector(Object value, int dimensions) {
        List<?> given = value instanceof String s ? (List<?>) Json.parse(s) : (List<?>) value;
        if (given == null || given.size() != dimensions) {
            throw new RowException(
                    "bad_cast", (given == null ? 0 : given.size()) + " values for VECTOR(" + dimensions + ")");
        }
        List<Float> floats = new ArrayList<>();
        for (Object v : given) {
            float f = v instanceof Number n ? n.floatValue() : Float.NaN;
            if (!Float.isFinite(f)) {
                throw new RowException("bad_cast", "a vector holds finite numbers only");
            }
            floats.add(f);
        }
        return floats;
    }

    static Duration micros(long n) {
        return Duration.of(n, java.time.temporal.ChronoUnit.MICROS);
    }
}
