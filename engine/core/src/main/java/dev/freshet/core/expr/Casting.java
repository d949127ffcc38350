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
import java.time.OffsetDateTime;
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
            return switch (to) {
                case Type.Bool _ -> bool(value);
                case Type.Int(int bits) -> integer(value, bits);
                case Type.Real _ -> real(value);
                case Type.Double _ -> number(value).doubleValue();
                case Type.Decimal d -> Arithmetic.fit(decimal(value), d);
                case Type.Text t -> text(PgText.format(from, value), t, from);
                case Type.Bytes _ -> bytes(value);
                case Type.Date _ -> date(value);
                case Type.Time _ -> time(value);
                case Type.Timestamp(boolean zoned) -> zoned ? instant(value) : dateTime(value);
                case Type.Interval(boolean months) -> Intervals.parse(value, months);
                case Type.Uuid _ -> value instanceof UUID u ? u : UUID.fromString(((String) value).strip());
                case Type.Variant _ -> variant(value, from);
                case Type.Array(DataType e) ->
                    list((List<?>) value, ((Type.Array) from).element().type(), e.type());
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
            case String s -> Long.parseLong(s.strip());
            case BigDecimal d -> range(d.setScale(0, RoundingMode.HALF_UP));
            default -> range(new BigDecimal(((Number) value).doubleValue()).setScale(0, RoundingMode.HALF_EVEN));
        };
        if (bits < 64 && l != (l << (64 - bits)) >> (64 - bits)) {
            throw new RowException("overflow", "value " + l + " does not fit " + new Type.Int(bits).sql());
        }
        return l;
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
            default -> new BigDecimal(((String) value).strip());
        };
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
            default -> {
                String s = ((String) value).strip();
                yield s.length() > 10 ? dateTime(s).toLocalDate() : LocalDate.parse(s);
            }
        };
    }

    private static LocalTime time(Object value) {
        return switch (value) {
            case LocalTime t -> t;
            case LocalDateTime t -> t.toLocalTime();
            default -> LocalTime.parse(((String) value).strip());
        };
    }

    private static LocalDateTime dateTime(Object value) {
        return switch (value) {
            case LocalDateTime t -> t;
            case LocalDate d -> d.atStartOfDay();
            case Instant i -> LocalDateTime.ofInstant(i, ZoneOffset.UTC);
            default -> parseDateTime(((String) value).strip());
        };
    }

    private static LocalDateTime parseDateTime(String s) {
        if (s.length() <= 10) {
            return LocalDate.parse(s).atStartOfDay();
        }
        String iso =
                s.charAt(10) == ' ' ? s.substring(0, 10) + "T" + s.substring(11).strip() : s;
        int zone = zoneAt(iso);
        return LocalDateTime.parse(zone < 0 ? iso : iso.substring(0, zone));
    }

    private static Instant instant(Object value) {
        return switch (value) {
            case Instant i -> i;
            case LocalDateTime t -> t.toInstant(ZoneOffset.UTC);
            case LocalDate d -> d.atStartOfDay().toInstant(ZoneOffset.UTC);
            default -> parseInstant(((String) value).strip());
        };
    }

    private static Instant parseInstant(String s) {
        String iso = s.length() > 10 && s.charAt(10) == ' '
                ? s.substring(0, 10) + "T" + s.substring(11).strip()
                : s;
        int zone = zoneAt(iso);
        if (zone < 0) {
            return parseDateTime(iso).toInstant(ZoneOffset.UTC);
        }
        String offset = iso.substring(zone);
        String full = offset.matches("[+-]\\d\\d") ? offset + ":00" : offset;
        return OffsetDateTime.parse(iso.substring(0, zone) + full).toInstant();
    }

    private static int zoneAt(String iso) {
        for (int i = 11; i < iso.length(); i++) {
            if ("Zz+-".indexOf(iso.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private static VariantValue variant(Object value, Type from) {
        if (value instanceof VariantValue v) {
            return v;
        }
        StringBuilder out = new StringBuilder();
        PgText.json(out, from, value);
        return new VariantValue(out.toString());
    }

    /** Parses JSON text into its canonical form. */
    static VariantValue parseJson(String text) {
        try {
            return new VariantValue(Json.write(Json.parse(text)));
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

    private static List<?> vector(Object value, int dimensions) {
        List<?> floats = (List<?>) value;
        if (floats.size() != dimensions) {
            throw new RowException("bad_cast", floats.size() + " values for VECTOR(" + dimensions + ")");
        }
        return floats;
    }

    static Duration micros(long n) {
        return Duration.of(n, java.time.temporal.ChronoUnit.MICROS);
    }
}
