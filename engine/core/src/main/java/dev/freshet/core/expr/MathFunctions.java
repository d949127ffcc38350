package dev.freshet.core.expr;

import dev.freshet.core.plan.Expression;
import dev.freshet.spi.data.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
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
        unary(registry, "cbrt", Math::cbrt);
        unary(registry, "exp", MathFunctions::exp);
        unary(registry, "ln", x -> Math.log(positive(x)));
        unary(registry, "log10", x -> Math.log10(positive(x)));
        unary(registry, "log2", x -> Math.log(positive(x)) / Math.log(2));
        binary(registry, "power", MathFunctions::power);
        trigonometry(registry);
        registry.put("log_base", (call, arguments, _) -> Boxed.evaluator(call, arguments, true, a -> logBase(call, a)));
        registry.put("div_whole", (call, arguments, _) -> Boxed.evaluator(call, arguments, true, a -> whole(call, a)));
        registry.put("gcd", (call, arguments, _) -> Boxed.evaluator(call, arguments, true, a -> gcd(call, a)));
        registry.put("lcm", (call, arguments, _) -> Boxed.evaluator(call, arguments, true, a -> lcm(call, a)));
        registry.put("factorial", Boxed.strict(a -> factorial((Long) some(a.get(0)))));
        registry.put("width_bucket", Boxed.strict(MathFunctions::bucket));
        registry.put("trim_scale", Boxed.strict(a -> a.get(0)));
        registry.put("scale", Boxed.strict(a -> (long) ((BigDecimal) some(a.get(0))).scale()));
        registry.put("min_scale", Boxed.strict(a ->
                (long) Math.max(0, trimmed(a).scale())));
        registry.put("is_nan", Boxed.strict(a -> Double.isNaN(real(a.get(0)))));
        registry.put("is_inf", Boxed.strict(a -> Double.isInfinite(real(a.get(0)))));
        registry.put("pi", Boxed.strict(_ -> Math.PI));
    }

    private static void unary(Map<String, FunctionFactory> registry, String name, DoubleUnaryOperator f) {
        registry.put(name, Boxed.strict(a -> checked(f.applyAsDouble(real(a.get(0))), real(a.get(0)))));
    }

    private static void binary(Map<String, FunctionFactory> registry, String name, DoubleBinaryOperator f) {
        registry.put(name, Boxed.strict(a -> f.applyAsDouble(real(a.get(0)), real(a.get(1)))));
    }

    private static void trigonometry(Map<String, FunctionFactory> r) {
        unary(r, "sin", x -> Math.sin(bounded(x)));
        unary(r, "cos", x -> Math.cos(bounded(x)));
        unary(r, "tan", x -> Math.tan(bounded(x)));
        unary(r, "cot", x -> 1 / Math.tan(bounded(x)));
        unary(r, "sec", x -> 1 / Math.cos(bounded(x)));
        unary(r, "csc", x -> 1 / Math.sin(bounded(x)));
        unary(r, "asin", x -> Math.asin(within(x, -1, 1)));
        unary(r, "acos", x -> Math.acos(within(x, -1, 1)));
        unary(r, "atan", Math::atan);
        r.put("sinh", Boxed.strict(a -> Math.sinh(real(a.get(0)))));
        r.put("cosh", Boxed.strict(a -> Math.cosh(real(a.get(0)))));
        unary(r, "tanh", Math::tanh);
        unary(r, "asinh", MathFunctions::asinh);
        unary(r, "acosh", MathFunctions::acosh);
        unary(r, "atanh", x -> 0.5 * (Math.log1p(within(x, -1, 1)) - Math.log1p(-x)));
        unary(r, "sind", x -> sind(bounded(x)));
        unary(r, "cosd", x -> cosd(bounded(x)));
        unary(r, "tand", x -> sind(bounded(x)) / cosd(x));
        unary(r, "degrees", Math::toDegrees);
        unary(r, "radians", Math::toRadians);
        binary(r, "atan2", Math::atan2);
    }

    private static double bounded(double x) {
        if (Double.isInfinite(x)) {
            throw new RowException("out_of_domain", "input is out of range");
        }
        return x;
    }

    private static double within(double x, double low, double high) {
        if (x < low || x > high) {
            throw new RowException("out_of_domain", "input is out of range");
        }
        return x;
    }

    private static double asinh(double x) {
        double a = Math.abs(x);
        return a > 1e150
                ? Math.signum(x) * (Math.log(a) + Math.log(2))
                : Math.signum(x) * Math.log1p(a + a * a / (1 + Math.sqrt(a * a + 1)));
    }

    private static double acosh(double x) {
        double in = within(x, 1, Double.POSITIVE_INFINITY);
        return in > 1e150 ? Math.log(in) + Math.log(2) : Math.log(in + Math.sqrt(in * in - 1));
    }

    /** Exact at the multiples of 30 degrees, as PostgreSQL's. */
    private static double sind(double x) {
        double a = Math.abs(x % 360);
        double sign = Math.signum(x) * (a > 180 ? -1 : 1);
        a = a > 180 ? a - 180 : a;
        a = a > 90 ? 180 - a : a;
        return a == 0 ? 0 : sign * (a == 30 ? 0.5 : a == 90 ? 1 : Math.sin(Math.toRadians(a)));
    }

    private static double cosd(double x) {
        double a = Math.abs(x % 360);
        a = a > 180 ? 360 - a : a;
        double sign = a > 90 ? -1 : 1;
        a = a > 90 ? 180 - a : a;
        return a == 90 ? 0 : sign * (a == 60 ? 0.5 : a == 0 ? 1 : Math.cos(Math.toRadians(a)));
    }

    private static double exp(double x) {
        double r = Math.exp(x);
        if (r == 0 && !Double.isInfinite(x)) {
            throw new RowException("overflow", "value out of range: underflow");
        }
        return r;
    }

    private static double power(double a, double b) {
        if (a == 1 || b == 0) {
            return 1;
        }
        if (a == 0 && b < 0) {
            throw new RowException("out_of_domain", "zero raised to a negative power is undefined");
        }
        if (a < 0 && !Double.isInfinite(a) && !Double.isNaN(b) && b != Math.rint(b)) {
            throw new RowException(
                    "out_of_domain", "a negative number raised to a non-integer power yields a complex result");
        }
        if (a == -1 && Double.isInfinite(b)) {
            return 1;
        }
        double r = Math.pow(a, b);
        if (Double.isFinite(a) && Double.isFinite(b) && (Double.isInfinite(r) || r == 0 && a != 0)) {
            throw new RowException("overflow", "value out of range");
        }
        return r;
    }

    private static double checked(double result, double argument) {
        if (Double.isInfinite(result) && !Double.isInfinite(argument) && argument != 0 && Math.abs(argument) != 1) {
            throw new RowException("overflow", "value out of range");
        }
        return result;
    }

    private static Object some(@Nullable Object v) {
        if (v == null) {
            throw new IllegalArgumentException("NULL");
        }
        return v;
    }

    private static BigDecimal trimmed(List<@Nullable Object> a) {
        return ((BigDecimal) some(a.get(0))).stripTrailingZeros();
    }

    private static Object logBase(Expression.Call call, List<@Nullable Object> a) {
        double base = Math.log(positive(real(a.get(0))));
        if (base == 0) {
            throw new RowException("division_by_zero", "division by zero");
        }
        double value = Math.log(positive(real(a.get(1)))) / base;
        return call.type().type() instanceof Type.Decimal d
                ? Arithmetic.fit(BigDecimal.valueOf(value), d)
                : (Object) value;
    }

    private static Object whole(Expression.Call call, List<@Nullable Object> a) {
        BigDecimal by = (BigDecimal) some(a.get(1));
        if (by.signum() == 0) {
            throw new RowException("division_by_zero", "division by zero");
        }
        return result(
                call, ((BigDecimal) some(a.get(0))).divideToIntegralValue(by).setScale(0, RoundingMode.DOWN));
    }

    private static Object gcd(Expression.Call call, List<@Nullable Object> a) {
        return fitted(call, BigInteger.valueOf((Long) some(a.get(0))).gcd(BigInteger.valueOf((Long) some(a.get(1)))));
    }

    private static Object lcm(Expression.Call call, List<@Nullable Object> a) {
        BigInteger x = BigInteger.valueOf((Long) some(a.get(0)));
        BigInteger y = BigInteger.valueOf((Long) some(a.get(1)));
        return x.signum() == 0 || y.signum() == 0
                ? 0L
                : fitted(call, x.divide(x.gcd(y)).multiply(y).abs());
    }

    private static Object fitted(Expression.Call call, BigInteger n) {
        int bits = call.type().type() instanceof Type.Int(int b) ? b : 64;
        if (n.bitLength() >= bits) {
            throw new RowException("overflow", "value out of range");
        }
        return n.longValueExact();
    }

    private static BigDecimal factorial(long n) {
        if (n < 0) {
            throw new RowException("out_of_domain", "factorial of a negative number is undefined");
        }
        BigInteger out = BigInteger.ONE;
        for (long i = 2; i <= n; i++) {
            if (i > 33) {
                throw new RowException("overflow", "value does not fit DECIMAL(38,0)");
            }
            out = out.multiply(BigInteger.valueOf(i));
        }
        return new BigDecimal(out);
    }

    private static Long bucket(List<@Nullable Object> a) {
        long count = (Long) some(a.get(3));
        if (count <= 0) {
            throw new RowException("bad_value", "count must be greater than zero");
        }
        double x = real(a.get(0));
        double low = real(a.get(1));
        double high = real(a.get(2));
        if (low == high || Double.isNaN(x) || !Double.isFinite(low) || !Double.isFinite(high)) {
            throw new RowException("bad_value", "operand, lower bound, and upper bound must be numbers that differ");
        }
        boolean before = low < high ? x < low : x > low;
        boolean behind = low < high ? x >= high : x <= high;
        if (before || behind) {
            return before ? 0 : count + 1;
        }
        if (a.get(0) instanceof BigDecimal d && a.get(1) instanceof BigDecimal l && a.get(2) instanceof BigDecimal h) {
            return d.subtract(l)
                            .multiply(BigDecimal.valueOf(count))
                            .divideToIntegralValue(h.subtract(l))
                            .longValue()
                    + 1;
        }
        return (long) Math.floor((x - low) / (high - low) * count) + 1;
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
            case Double d -> d.isNaN() ? 0.0 : Math.signum(d);
            case Float f -> f.isNaN() ? 0f : Math.signum(f);
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
