package dev.freshet.core.expr;

import dev.freshet.core.plan.Expression;
import dev.freshet.spi.data.Type;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Rounding and elementary functions. Floats round half to even, decimals half away from zero, as PostgreSQL's do. */
final class MathFunctions {
    private MathFunctions() {}

    static void register(Map<String, FunctionFactory> registry) {
        registry.put("sign", Boxed.strict(a -> sign(a.get(0))));
        registry.put("floor", rounding(RoundingMode.FLOOR, Math::floor));
        registry.put("ceil", rounding(RoundingMode.CEILING, Math::ceil));
        registry.put("round", rounding(RoundingMode.HALF_UP, Math::rint));
        registry.put("trunc", rounding(RoundingMode.DOWN, x -> x < 0 ? Math.ceil(x) : Math.floor(x)));
        unary(registry, "sqrt", MathFunctions::sqrt);
        unary(registry, "exp", Math::exp);
        unary(registry, "ln", x -> Math.log(positive(x)));
        unary(registry, "log10", x -> Math.log10(positive(x)));
        unary(registry, "sin", Math::sin);
        unary(registry, "cos", Math::cos);
        unary(registry, "tan", Math::tan);
        unary(registry, "asin", Math::asin);
        unary(registry, "acos", Math::acos);
        unary(registry, "atan", Math::atan);
        unary(registry, "degrees", Math::toDegrees);
        unary(registry, "radians", Math::toRadians);
        binary(registry, "power", Math::pow);
        binary(registry, "atan2", Math::atan2);
        registry.put("pi", Boxed.strict(_ -> Math.PI));
    }

    private static void unary(Map<String, FunctionFactory> registry, String name, DoubleUnaryOperator f) {
        registry.put(name, Boxed.strict(a -> checked(f.applyAsDouble(real(a.get(0))), real(a.get(0)))));
    }

    private static void binary(Map<String, FunctionFactory> registry, String name, DoubleBinaryOperator f) {
        registry.put(name, Boxed.strict(a -> checked(f.applyAsDouble(real(a.get(0)), real(a.get(1))), real(a.get(0)))));
    }

    private static double checked(double result, double argument) {
        if (Double.isInfinite(result) && !Double.isInfinite(argument)) {
            throw new RowException("overflow", "value out of range");
        }
        return result;
    }

    private static double real(@Nullable Object v) {
        return v instanceof Number n ? n.doubleValue() : Double.NaN;
    }

    private static double sqrt(double x) {
        if (x < 0) {
            throw new RowException("out_of_domain", "square root of a negative number");
        }
        return Math.sqrt(x);
    }

    private static double positive(double x) {
        if (x <= 0) {
            throw new RowException("out_of_domain", "logarithm of a number that is not positive");
        }
        return x;
    }

    private static @Nullable Object sign(@Nullable Object v) {
        return switch (v) {
            case Long l -> (long) Long.signum(l);
            case BigDecimal d -> new BigDecimal(d.signum());
            case Double d -> Math.signum(d);
            case Float f -> Math.signum(f);
            case null, default -> null;
        };
    }

    /** One argument, or two with the number of digits to keep; the call's type says which form comes out. */
    private static FunctionFactory rounding(RoundingMode mode, DoubleUnaryOperator real) {
        return (call, arguments, _) -> Boxed.evaluator(call, arguments, true, a -> rounded(call, a, mode, real));
    }

    private static @Nullable Object rounded(
            Expression.Call call, List<@Nullable Object> a, RoundingMode mode, DoubleUnaryOperator real) {
        int digits = a.size() > 1 && a.get(1) instanceof Long n ? Math.toIntExact(n) : 0;
        return switch (a.get(0)) {
            case Long l when digits >= 0 -> result(call, BigDecimal.valueOf(l));
            case Long l -> result(call, BigDecimal.valueOf(l).setScale(digits, mode));
            case BigDecimal d -> result(call, d.setScale(digits, mode));
            case Double d -> real.applyAsDouble(d);
            case Float f -> (float) real.applyAsDouble(f);
            case null, default -> null;
        };
    }

    private static Object result(Expression.Call call, BigDecimal d) {
        return switch (call.type().type()) {
            case Type.Decimal t -> Arithmetic.fit(d, t);
            case Type.Int _ -> d.longValueExact();
            default -> d.doubleValue();
        };
    }
}
