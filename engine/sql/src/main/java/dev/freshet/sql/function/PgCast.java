package dev.freshet.sql.function;

import dev.freshet.spi.data.Type;
import dev.freshet.sql.parse.TypeText;
import dev.freshet.sql.type.Decimals;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CAST to one type, as a function, so that the rules are ours. */
public final class PgCast {
    private PgCast() {}

    public static PgFunction to(Type target, boolean tryIt) {
        boolean bare = target == TypeText.NUMERIC;
        String name = (tryIt ? "try_cast " : "cast ") + (bare ? "NUMERIC" : target.sql());
        Overloads overloads = args -> args.size() == 1 && allowed(args.get(0), target)
                ? new Resolved(List.of(args.get(0).type()), bare ? numeric(args.get(0)) : target)
                : null;
        return new PgFunction(name, tryIt ? "try_cast" : "cast", overloads, tryIt ? Nulls.POSSIBLE : Nulls.STRICT);
    }

    /** NUMERIC without a precision keeps what there is. */
    private static Type numeric(Arg arg) {
        return arg.unknown() || !(arg.type() instanceof Type.Int || arg.type() instanceof Type.Decimal)
                ? numericOf(arg.constant())
                : Decimals.of(arg.type());
    }

    private static Type numericOf(@Nullable Object constant) {
        if (constant instanceof String s && s.matches("\\s*[+-]?\\d{1,30}(\\.\\d{1,8})?\\s*")) {
            int point = s.strip().indexOf('.');
            return new Type.Decimal(38, point < 0 ? 0 : s.strip().length() - point - 1);
        }
        return TypeText.NUMERIC;
    }

    private static boolean allowed(Arg arg, Type target) {
        Type from = arg.type();
        if (arg.unknown() || from.equals(target) || from instanceof Type.Text || from instanceof Type.Variant) {
            return true;
        }
        return switch (target) {
            case Type.Text _, Type.Variant _ -> true;
            case Type.Bool _ -> from instanceof Type.Int;
            case Type.Int _ -> Param.isNumber(from) || from instanceof Type.Bool;
            case Type.Decimal _, Type.Real _, Type.Double _ -> Param.isNumber(from);
            case Type.Date _ -> from instanceof Type.Timestamp;
            case Type.Time _ -> from instanceof Type.Timestamp || from instanceof Type.Interval;
            case Type.Timestamp _ -> from instanceof Type.Date || from instanceof Type.Timestamp;
            case Type.Interval _ -> from instanceof Type.Interval || from instanceof Type.Time;
            case Type.Array _ -> from instanceof Type.Array;
            case Type.Vector _ -> from instanceof Type.Array || from instanceof Type.Vector;
            case Type.Row _ -> from instanceof Type.Row;
            case Type.MapOf _ -> from instanceof Type.MapOf;
            case Type.Bytes _ -> from instanceof Type.Uuid;
            case Type.Uuid _ -> from instanceof Type.Bytes;
        };
    }
}
