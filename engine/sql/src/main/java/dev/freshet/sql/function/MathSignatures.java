package dev.freshet.sql.function;

import static dev.freshet.sql.function.FunctionTable.alias;
import static dev.freshet.sql.function.FunctionTable.any;
import static dev.freshet.sql.function.FunctionTable.of;
import static dev.freshet.sql.function.FunctionTable.possible;
import static dev.freshet.sql.function.FunctionTable.same;
import static dev.freshet.sql.function.FunctionTable.strict;
import static dev.freshet.sql.function.Param.BIGINT;
import static dev.freshet.sql.function.Param.BYTES;
import static dev.freshet.sql.function.Param.DECIMAL;
import static dev.freshet.sql.function.Param.DOUBLE;
import static dev.freshet.sql.function.Param.INT;
import static dev.freshet.sql.function.Param.REAL;

import dev.freshet.spi.data.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Numbers: rounding, elementary functions, bits. */
final class MathSignatures {
    private MathSignatures() {}

    static void add() {
        strict("abs", same(Param.SMALLINT), same(INT), same(BIGINT), same(DECIMAL), same(REAL), same(DOUBLE));
        strict("sign", new FunctionTable.Fixed(_ -> new Type.Decimal(1, 0), List.of(Param.EXACT)), same(DOUBLE));
        rounding();
        elementary();
        whole();
        bits();
    }

    private static void rounding() {
        for (String f : List.of("floor", "ceil")) {
            FunctionTable.add(f, f, Nulls.STRICT, MathSignatures::whole);
        }
        alias("ceiling", "ceil");
        for (String f : List.of("round", "trunc")) {
            FunctionTable.add(f, f, Nulls.STRICT, args -> args.size() == 1 ? whole(args) : digits(args));
        }
        alias("truncate", "trunc");
        strict("scale", of(Type.INTEGER, DECIMAL));
        strict("min_scale", of(Type.INTEGER, DECIMAL));
        FunctionTable.add("trim_scale", "trim_scale", Nulls.STRICT, args -> {
            Param.Fit fit = args.size() == 1 ? DECIMAL.fit(args.get(0)) : null;
            return fit == null ? null : new Resolved(List.of(fit.type()), fit.type());
        });
    }

    private static void elementary() {
        for (String f : List.of(
                "sqrt", "cbrt", "exp", "ln", "log10", "log2", "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos",
                "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "sind", "cosd", "tand", "degrees",
                "radians")) {
            strict(f, of(Type.DOUBLE, DOUBLE));
        }
        for (String f : List.of("is_nan", "is_inf")) {
            strict(f, of(Type.BOOLEAN, DOUBLE));
        }
        alias("isnan", "is_nan");
        FunctionTable.add(
                "log",
                "log10",
                Nulls.STRICT,
                any(of(Type.DOUBLE, DOUBLE), FunctionTable.as("log_base", new Type.Decimal(38, 16), DECIMAL, DECIMAL)));
        strict("power", of(Type.DOUBLE, DOUBLE, DOUBLE));
        alias("pow", "power");
        alias("op_power", "power");
        strict("atan2", of(Type.DOUBLE, DOUBLE, DOUBLE));
        strict("pi", of(Type.DOUBLE));
        strict(
                "width_bucket",
                of(Type.INTEGER, Param.EXACT, Param.EXACT, Param.EXACT, INT),
                of(Type.INTEGER, DOUBLE, DOUBLE, DOUBLE, INT));
    }

    private static void whole() {
        FunctionTable.add("div", "div_whole", Nulls.STRICT, args -> {
            Param.Fit a = args.size() == 2 ? DECIMAL.fit(args.get(0)) : null;
            Param.Fit b = args.size() == 2 ? DECIMAL.fit(args.get(1)) : null;
            return a == null || b == null ? null : new Resolved(List.of(a.type(), b.type()), new Type.Decimal(38, 0));
        });
        for (String f : List.of("gcd", "lcm")) {
            strict(f, of(Type.INTEGER, INT, INT), of(Type.BIGINT, BIGINT, BIGINT));
        }
        strict("factorial", of(new Type.Decimal(38, 0), BIGINT));
    }

    private static void bits() {
        for (String f : List.of("bitand", "bitor", "bitxor")) {
            strict(f, same(Param.SMALLINT, Param.SMALLINT), same(INT, INT), same(BIGINT, BIGINT));
        }
        alias("op_bitand", "bitand");
        alias("op_bitor", "bitor");
        alias("op_bitxor", "bitxor");
        strict("bitnot", same(Param.SMALLINT), same(INT), same(BIGINT));
        alias("op_bitnot", "bitnot");
        for (String f : List.of("shift_left", "shift_right")) {
            strict(f, same(Param.SMALLINT, INT), same(INT, INT), same(BIGINT, INT));
        }
        alias("op_shl", "shift_left");
        alias("op_shr", "shift_right");
        strict("bit_count", of(Type.BIGINT, BYTES));
        for (String f : List.of("to_hex", "to_oct", "to_bin")) {
            strict(f, of(Type.TEXT, INT), of(Type.TEXT, BIGINT));
        }
        strict("crc32", of(Type.BIGINT, BYTES));
        strict("crc32c", of(Type.BIGINT, BYTES));
        possible(
                "array_sum",
                any(args -> args.size() == 1 && args.get(0).type() instanceof Type.Array(var e)
                        ? sum(args, e.type())
                        : null));
    }

    private static @Nullable Resolved sum(List<Arg> args, Type element) {
        Type result = switch (element) {
            case Type.Int(int bits) -> bits < 64 ? Type.BIGINT : new Type.Decimal(38, 0);
            case Type.Decimal d -> new Type.Decimal(38, d.scale());
            case Type.Real _ -> Type.REAL;
            case Type.Double _ -> Type.DOUBLE;
            default -> null;
        };
        return result == null ? null : Resolved.asIs(args, result);
    }

    /** FLOOR, CEIL, ROUND, TRUNC of one argument: numerics lose their fraction, all else is a double. */
    private static @Nullable Resolved whole(List<Arg> args) {
        if (args.size() != 1
                || !args.get(0).unknown() && !Param.isNumber(args.get(0).type())) {
            return null;
        }
        if (!args.get(0).unknown() && args.get(0).type() instanceof Type.Decimal d) {
            return new Resolved(List.of(d), new Type.Decimal(Math.min(38, d.precision() - d.scale() + 1), 0));
        }
        return new Resolved(List.of(Type.DOUBLE), Type.DOUBLE);
    }

    /** ROUND and TRUNC to a number of digits: a constant number is the result's scale. */
    private static @Nullable Resolved digits(List<Arg> args) {
        if (args.size() != 2 || INT.fit(args.get(1)) == null) {
            return null;
        }
        Param.Fit fit = DECIMAL.fit(args.get(0));
        if (fit == null) {
            return null;
        }
        Type.Decimal d = (Type.Decimal) fit.type();
        int scale = args.get(1).constant() instanceof Long n ? (int) Math.clamp(n, 0, 37) : d.scale();
        int whole = Math.min(38 - scale, d.precision() - d.scale() + 1);
        return new Resolved(List.of(d, Type.INTEGER), new Type.Decimal(Math.max(1, whole + scale), scale));
    }
}
