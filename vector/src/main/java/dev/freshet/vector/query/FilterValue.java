package dev.freshet.vector.query;

import dev.freshet.spi.data.ByteString;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Type;
import dev.freshet.vector.sync.PgTypes;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.UUID;

/** A value of a filter, as JSON has it, checked against its column and turned into text for PostgreSQL. */
final class FilterValue {
    private FilterValue() {}

    static String text(Field field, Object value) {
        return String.valueOf(PgTypes.text(field.type().type(), boxed(field, value)));
    }

    /** As in {@code Values}. */
    static Object boxed(Field field, Object value) {
        Type type = field.type().type();
        try {
            return boxed(type, value);
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException | ClassCastException e) {
            throw new SearchException(
                    "bad_value",
                    Filter.pointer(field.name()),
                    value + " is no value of column " + field.name() + ", a " + type.sql());
        }
    }

    private static Object boxed(Type type, Object value) {
        return switch (type) {
            case Type.Bool _ -> (Boolean) value;
            case Type.Int _ -> new BigDecimal(number(value)).longValueExact();
            case Type.Decimal _ -> new BigDecimal(number(value));
            case Type.Real _, Type.Double _ -> Double.valueOf(number(value));
            case Type.Text _ -> (String) value;
            case Type.Bytes _ -> new ByteString(Base64.getDecoder().decode((String) value));
            case Type.Date _ -> LocalDate.parse((String) value);
            case Type.Time _ -> LocalTime.parse((String) value);
            case Type.Timestamp(boolean zoned) ->
                zoned
                        ? OffsetDateTime.parse((String) value).toInstant()
                        : LocalDateTime.parse(((String) value).replace(' ', 'T'));
            case Type.Uuid _ -> UUID.fromString((String) value);
            default -> throw new IllegalArgumentException("no plain type");
        };
    }

    private static String number(Object value) {
        if (value instanceof Number || value instanceof String) {
            return value.toString();
        }
        throw new IllegalArgumentException("no number");
    }
}
