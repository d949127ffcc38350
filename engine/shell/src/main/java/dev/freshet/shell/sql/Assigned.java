package dev.freshet.shell.sql;

import dev.freshet.core.expr.Casting;
import dev.freshet.core.expr.RowException;
import dev.freshet.core.plan.format.Json;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.VariantValue;
import org.jspecify.annotations.Nullable;

/** Values on their way into a column: PostgreSQL's assignment casts. */
final class Assigned {
    private Assigned() {}

    /**
     * The boxed value as the column takes it.
     *
     * @param from its type; null for a text literal, which becomes whatever the column wants
     * @throws RowException when it does not fit
     */
    static @Nullable Object value(@Nullable Object value, @Nullable Type from, Field column) {
        if (value == null) {
            if (!column.type().nullable()) {
                throw new RowException("null_value", "column \"" + column.name() + "\" does not take NULL");
            }
            return null;
        }
        Type to = column.type().type();
        if (from == null) {
            return literal((String) value, column);
        }
        if (!allowed(from, to)) {
            throw new RowException(
                    "type_mismatch",
                    "column \"" + column.name() + "\" is " + to.sql() + ", the value is " + from.sql());
        }
        Object cast = from.equals(to) ? value : Casting.cast(value, from, to);
        if (to instanceof Type.Text text && text.length() > 0) {
            requireFits(String.valueOf(Casting.cast(value, from, Type.TEXT)), text, column);
        }
        return cast;
    }

    private static Object literal(String text, Field column) {
        Type to = column.type().type();
        if (to instanceof Type.Variant) {
            return json(text);
        }
        if (to instanceof Type.Text t && t.length() > 0) {
            requireFits(text, t, column);
        }
        Object cast = Casting.cast(text, Type.TEXT, to);
        if (cast == null) {
            throw new RowException("bad_cast", "'" + text + "' is not a " + to.sql());
        }
        return cast;
    }

    private static VariantValue json(String text) {
        try {
            return new VariantValue(Json.write(Json.parse(text)));
        } catch (IllegalArgumentException e) {
            throw new RowException("bad_json", "not JSON: " + e.getMessage());
        }
    }

    /** Blanks beyond the end do not count. */
    private static void requireFits(String text, Type.Text type, Field column) {
        String counted = text.codePointCount(0, text.length()) > type.length() ? text.stripTrailing() : text;
        if (counted.codePointCount(0, counted.length()) > type.length()) {
            throw new RowException(
                    "too_long", "the value is too long for column \"" + column.name() + "\", " + type.sql());
        }
    }

    private static boolean allowed(Type from, Type to) {
        if (from.equals(to) || to instanceof Type.Text || to instanceof Type.Variant) {
            return true;
        }
        return switch (to) {
            case Type.Bool _ -> from instanceof Type.Bool;
            case Type.Int _, Type.Decimal _, Type.Real _, Type.Double _ -> isNumber(from);
            case Type.Date _, Type.Timestamp _ -> from instanceof Type.Date || from instanceof Type.Timestamp;
            case Type.Time _ -> from instanceof Type.Time || from instanceof Type.Timestamp;
            case Type.Bytes _ -> from instanceof Type.Bytes;
            case Type.Vector _ -> from instanceof Type.Array || from instanceof Type.Vector;
            default -> from.getClass() == to.getClass();
        };
    }

    private static boolean isNumber(Type type) {
        return type instanceof Type.Int
                || type instanceof Type.Decimal
                || type instanceof Type.Real
                || type instanceof Type.Double;
    }
}
