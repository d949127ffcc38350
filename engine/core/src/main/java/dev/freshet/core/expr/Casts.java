package dev.freshet.core.expr;

import dev.freshet.core.plan.Expression;
import dev.freshet.spi.data.DoubleColumn;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Type;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** cast and try_cast: columns are passed on or widened where the physical form allows it, else value by value. */
final class Casts {
    private Casts() {}

    static void register(Map<String, FunctionFactory> registry) {
        registry.put("cast", (call, arguments, _) -> cast(call, arguments, false));
        registry.put("try_cast", (call, arguments, _) -> cast(call, arguments, true));
    }

    private static Evaluator cast(Expression.Call call, List<Evaluator> arguments, boolean lenient) {
        Type from = call.argument(0).type().type();
        Type to = call.type().type();
        Evaluator argument = arguments.get(0);
        if (sameForm(from, to)) {
            return argument;
        }
        if (from instanceof Type.Int && to instanceof Type.Double) {
            return batch -> toDouble(argument.evaluate(batch));
        }
        Evaluator general = Boxed.evaluator(call, arguments, true, a -> one(a.get(0), from, to, lenient));
        if (from instanceof Type.Int && to instanceof Type.Decimal d && d.isLong() && d.precision() - d.scale() >= 10) {
            return batch -> {
                Vec in = argument.evaluate(batch);
                Vec fast = scaled(in, Arithmetic.pow10(d.scale()), Arithmetic.pow10(d.precision() - d.scale()));
                return fast == null ? general.evaluate(batch) : fast;
            };
        }
        return general;
    }

    private static @Nullable Object one(@Nullable Object value, Type from, Type to, boolean lenient) {
        try {
            return Casting.cast(value, from, to);
        } catch (RowException e) {
            if (lenient) {
                return null;
            }
            throw e;
        }
    }

    /** Every value of the one is a value of the other with the same bytes. */
    private static boolean sameForm(Type from, Type to) {
        if (from.equals(to)) {
            return true;
        }
        return switch (to) {
            case Type.Int(int bits) -> from instanceof Type.Int(int less) && less <= bits;
            case Type.Text(int length, boolean padded) ->
                from instanceof Type.Text(int n, boolean p) && !p && !padded && (length == 0 || (n > 0 && n <= length));
            case Type.Decimal d ->
                from instanceof Type.Decimal e
                        && e.scale() == d.scale()
                        && e.precision() <= d.precision()
                        && e.isLong() == d.isLong();
            case Type.Double _ -> from instanceof Type.Real;
            default -> false;
        };
    }

    private static Vec toDouble(Vec in) {
        LongColumn c = (LongColumn) in.column();
        double[] out = new double[c.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = c.get(i);
        }
        return new Vec(new DoubleColumn(out, c.nulls(), c.size()), in.errors());
    }

    /** Null when a value does not fit. */
    private static @Nullable Vec scaled(Vec in, long factor, long bound) {
        LongColumn c = (LongColumn) in.column();
        long[] out = new long[c.size()];
        for (int i = 0; i < out.length; i++) {
            long v = c.get(i);
            if (v >= bound || v <= -bound) {
                return null;
            }
            out[i] = v * factor;
        }
        return new Vec(new LongColumn(out, c.nulls(), c.size()), in.errors());
    }
}
