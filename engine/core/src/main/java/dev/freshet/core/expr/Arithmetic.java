package dev.freshet.core.expr;

import dev.freshet.core.plan.Expression;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.DoubleColumn;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.error.RowError;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;

/** add sub mul div mod neg abs: vectorised for 64-bit integers and floats, exact for decimals, boxed for times. */
final class Arithmetic {
    static final RowError OVERFLOW = new RowError("overflow", "value out of range");
    static final RowError DIVISION_BY_ZERO = new RowError("division_by_zero", "division by zero");

    private Arithmetic() {}

    static void register(Map<String, FunctionFactory> registry) {
        for (Operation op : Operation.values()) {
            registry.put(
                    op.name().toLowerCase(java.util.Locale.ROOT), (call, arguments, _) -> binary(op, call, arguments));
        }
        registry.put("neg", (call, arguments, _) -> negate(call, arguments));
        registry.put(
                "abs",
                (call, arguments, _) ->
                        Boxed.evaluator(call, arguments, true, a -> ranged(call, Numbers.abs(a.get(0)))));
    }

    enum Operation {
        ADD,
        SUB,
        MUL,
        DIV,
        MOD;

        long exact(long a, long b) {
            return switch (this) {
                case ADD -> Math.addExact(a, b);
                case SUB -> Math.subtractExact(a, b);
                case MUL -> Math.multiplyExact(a, b);
                case DIV -> {
                    if (a == Long.MIN_VALUE && b == -1) {
                        throw new ArithmeticException("overflow");
                    }
                    yield a / b;
                }
                case MOD -> b == -1 ? 0 : a % b;
            };
        }

        double real(double a, double b) {
            return switch (this) {
                case ADD -> a + b;
                case SUB -> a - b;
                case MUL -> a * b;
                case DIV -> a / b;
                case MOD -> a % b;
            };
        }
    }

    private static Evaluator binary(Operation op, Expression.Call call, List<Evaluator> arguments) {
        Type a = call.argument(0).type().type();
        Type b = call.argument(1).type().type();
        return switch (call.type().type()) {
            case Type.Int(int bits)
            when a instanceof Type.Int && b instanceof Type.Int ->
                batch -> longs(op, bits, Boxed.evaluateAll(arguments, batch), batch);
            case Type.Real _ -> batch -> doubles(op, true, Boxed.evaluateAll(arguments, batch), batch);
            case Type.Double _ -> batch -> doubles(op, false, Boxed.evaluateAll(arguments, batch), batch);
            case Type.Decimal d -> decimals(op, d, call, arguments);
            default -> Boxed.evaluator(call, arguments, true, v -> Times.arithmetic(op, v.get(0), v.get(1)));
        };
    }

    private static Vec longs(Operation op, int bits, List<Vec> v, ColumnBatch batch) {
        LongColumn a = (LongColumn) v.get(0).column();
        LongColumn b = (LongColumn) v.get(1).column();
        int n = batch.size();
        long[] out = new long[n];
        long[] nulls = Comparisons.eitherNull(a, b);
        Errors errors = new Errors(n).addAll(v);
        for (int i = 0; i < n; i++) {
            if (nulls == null || !Column.bit(nulls, i)) {
                out[i] = one(op, bits, a.get(i), b.get(i), i, errors);
            }
        }
        return new Vec(new LongColumn(out, nulls, n), errors.array());
    }

    private static long one(Operation op, int bits, long a, long b, int row, Errors errors) {
        if (b == 0 && (op == Operation.DIV || op == Operation.MOD)) {
            errors.add(row, DIVISION_BY_ZERO);
            return 0;
        }
        try {
            long r = op.exact(a, b);
            if (bits < 64 && r != (r << (64 - bits)) >> (64 - bits)) {
                errors.add(row, OVERFLOW);
            }
            return r;
        } catch (ArithmeticException e) {
            errors.add(row, OVERFLOW);
            return 0;
        }
    }

    private static Vec doubles(Operation op, boolean single, List<Vec> v, ColumnBatch batch) {
        DoubleColumn a = (DoubleColumn) v.get(0).column();
        DoubleColumn b = (DoubleColumn) v.get(1).column();
        int n = batch.size();
        double[] out = new double[n];
        long[] nulls = Comparisons.eitherNull(a, b);
        Errors errors = new Errors(n).addAll(v);
        for (int i = 0; i < n; i++) {
            double r = op.real(a.get(i), b.get(i));
            out[i] = single ? (float) r : r;
            if (nulls != null && Column.bit(nulls, i)) {
                continue;
            }
            if (op.ordinal() >= Operation.DIV.ordinal() && b.get(i) == 0) {
                errors.add(i, DIVISION_BY_ZERO);
            } else if (Double.isInfinite(out[i]) && !Double.isInfinite(a.get(i)) && !Double.isInfinite(b.get(i))) {
                errors.add(i, OVERFLOW);
            }
        }
        return new Vec(new DoubleColumn(out, nulls, n), errors.array());
    }

    private static Evaluator decimals(
            Operation op, Type.Decimal result, Expression.Call call, List<Evaluator> arguments) {
        Evaluator exact = Boxed.evaluator(
                call, arguments, true, v -> decimal(op, (BigDecimal) v.get(0), (BigDecimal) v.get(1), result));
        if (!(call.argument(0).type().type() instanceof Type.Decimal a)
                || !(call.argument(1).type().type() instanceof Type.Decimal b)) {
            throw new IllegalArgumentException(call.function() + " to a decimal needs decimal arguments");
        }
        boolean sameScale = op == Operation.MUL
                ? a.scale() + b.scale() == result.scale()
                : op.ordinal() < Operation.MUL.ordinal() && a.scale() == result.scale() && b.scale() == result.scale();
        if (!sameScale || !a.isLong() || !b.isLong() || !result.isLong()) {
            return exact;
        }
        long bound = pow10(result.precision());
        return batch -> {
            Vec fast = longs(op, 64, Boxed.evaluateAll(arguments, batch), batch);
            return fast.failed() || !within(((LongColumn) fast.column()), bound) ? exact.evaluate(batch) : fast;
        };
    }

    private static boolean within(LongColumn c, long bound) {
        for (int i = 0; i < c.size(); i++) {
            if (c.get(i) >= bound || c.get(i) <= -bound) {
                return false;
            }
        }
        return true;
    }

    static long pow10(int n) {
        long p = 1;
        for (int i = 0; i < n; i++) {
            p *= 10;
        }
        return p;
    }

    private static BigDecimal decimal(Operation op, BigDecimal a, BigDecimal b, Type.Decimal result) {
        if (op.ordinal() >= Operation.DIV.ordinal() && b.signum() == 0) {
            throw new RowException("division_by_zero", "division by zero");
        }
        BigDecimal exact = switch (op) {
            case ADD -> a.add(b);
            case SUB -> a.subtract(b);
            case MUL -> a.multiply(b);
            case DIV -> Quotients.of(a, b);
            case MOD -> a.remainder(b);
        };
        return fit(exact, result);
    }

    /** Rounds half away from zero to the type's scale, as numeric does; too many digits are an overflow. */
    static BigDecimal fit(BigDecimal value, Type.Decimal type) {
        BigDecimal rounded = value.setScale(type.scale(), RoundingMode.HALF_UP);
        if (rounded.precision() > type.precision()) {
            throw new RowException("overflow", "value does not fit " + type.sql());
        }
        return rounded;
    }

    private static Evaluator negate(Expression.Call call, List<Evaluator> arguments) {
        return Boxed.evaluator(call, arguments, true, v -> ranged(call, Numbers.negate(v.get(0))));
    }

    private static Object ranged(Expression.Call call, Object value) {
        if (call.type().type() instanceof Type.Int(int bits)
                && BigInteger.valueOf((Long) value).bitLength() >= bits) {
            throw new RowException("overflow", "value out of range");
        }
        return value;
    }
}
