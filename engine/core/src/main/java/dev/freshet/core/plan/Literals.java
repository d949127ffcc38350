package dev.freshet.core.plan;

import dev.freshet.spi.data.ByteString;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.Values;
import dev.freshet.spi.data.VariantValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Text form of constants in a stored plan: booleans {@code true/false}, integers and decimals in plain digits, floats as
 * Java prints them, text as it is, bytes in hex, dates ISO, times and timestamps and intervals as their integer (µs or
 * months), UUIDs, variants as JSON. Nested values are calls ({@code array, row, map}), not literals.
 */
public final class Literals {
    private Literals() {}

    public static Expression.Literal of(@Nullable Object boxed, Type type) {
        return new Expression.Literal(
                boxed == null ? null : encode(type, boxed), boxed == null ? type.nullable() : type.notNull());
    }

    public static String encode(Type type, Object boxed) {
        return switch (type) {
            case Type.Bytes _ -> HexFormat.of().formatHex(((ByteString) boxed).toArray());
            case Type.Decimal d -> ((BigDecimal) boxed).setScale(d.scale()).toPlainString();
            case Type.Time _ -> Long.toString(((LocalTime) boxed).toNanoOfDay() / 1000);
            case Type.Timestamp(boolean zoned) ->
                Long.toString(
                        Values.micros(zoned ? (Instant) boxed : ((LocalDateTime) boxed).toInstant(ZoneOffset.UTC)));
            case Type.Interval(boolean months) ->
                Long.toString(
                        months
                                ? ((Period) boxed).toTotalMonths()
                                : ((Duration) boxed).dividedBy(ChronoUnit.MICROS.getDuration()));
            case Type.Variant _ -> ((VariantValue) boxed).json();
            case Type.Array _, Type.MapOf _, Type.Row _, Type.Vector _ ->
                throw new IllegalArgumentException(type.sql() + " has no literal form");
            default -> boxed.toString();
        };
    }

    /** The boxed value, as {@link Values} describes it. */
    public static @Nullable Object decode(Expression.Literal literal) {
        String text = literal.text();
        if (text == null) {
            return null;
        }
        return switch (literal.type().type()) {
            case Type.Bool _ -> Boolean.valueOf(text);
            case Type.Int _ -> Long.valueOf(text);
            case Type.Real _ -> Float.valueOf(text);
            case Type.Double _ -> Double.valueOf(text);
            case Type.Decimal d -> new BigDecimal(text).setScale(d.scale());
            case Type.Text _ -> text;
            case Type.Bytes _ -> new ByteString(HexFormat.of().parseHex(text));
            case Type.Date _ -> LocalDate.parse(text);
            case Type.Time _ -> LocalTime.ofNanoOfDay(Long.parseLong(text) * 1000);
            case Type.Timestamp(boolean zoned) -> {
                Instant at = Instant.EPOCH.plus(Long.parseLong(text), ChronoUnit.MICROS);
                yield zoned ? at : LocalDateTime.ofInstant(at, ZoneOffset.UTC);
            }
            case Type.Interval(boolean months) ->
                months ? Period.ofMonths(Integer.parseInt(text)) : Duration.of(Long.parseLong(text), ChronoUnit.MICROS);
            case Type.Uuid _ -> UUID.fromString(text);
            case Type.Variant _ -> new VariantValue(text);
            case Type.Array _, Type.MapOf _, Type.Row _, Type.Vector _ ->
                throw new IllegalArgumentException(literal.type() + " has no literal form");
        };
    }
}
