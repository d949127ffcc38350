package dev.freshet.sql.function;

import dev.freshet.spi.data.Type;
import dev.freshet.sql.type.Decimals;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The type in which values of several types meet (comparison, COALESCE, UNION): PostgreSQL's choice. */
public final class CommonType {
    private CommonType() {}

    /** Null when there is none. Unknown arguments take the others' type. */
    public static @Nullable Type of(List<Arg> args) {
        Type common = null;
        for (Arg a : args) {
            if (!a.unknown()) {
                common = common == null ? a.type() : of(common, a.type());
                if (common == null) {
                    return null;
                }
            }
        }
        return common == null ? Type.TEXT : common;
    }

    public static @Nullable Type of(Type a, Type b) {
        if (a.equals(b)) {
            return a;
        }
        if (Param.isNumber(a) && Param.isNumber(b)) {
            return number(a, b);
        }
        if (a instanceof Type.Text && b instanceof Type.Text) {
            return Type.TEXT;
        }
        if (isMoment(a) && isMoment(b)) {
            return a.equals(Type.TIMESTAMPTZ) || b.equals(Type.TIMESTAMPTZ) ? Type.TIMESTAMPTZ : Type.TIMESTAMP;
        }
        if (a instanceof Type.Array(var x) && b instanceof Type.Array(var y)) {
            Type element = of(x.type(), y.type());
            return element == null ? null : new Type.Array(element.nullable());
        }
        return null;
    }

    private static boolean isMoment(Type type) {
        return type instanceof Type.Date || type instanceof Type.Timestamp;
    }

    private static Type number(Type a, Type b) {
        if (a instanceof Type.Int(int x) && b instanceof Type.Int(int y)) {
            return new Type.Int(Math.max(x, y));
        }
        if (isFloat(a) || isFloat(b)) {
            return a instanceof Type.Real && b instanceof Type.Real ? Type.REAL : Type.DOUBLE;
        }
        return Decimals.common(Decimals.of(a), Decimals.of(b));
    }

    static boolean isFloat(Type type) {
        return type instanceof Type.Real || type instanceof Type.Double;
    }
}
