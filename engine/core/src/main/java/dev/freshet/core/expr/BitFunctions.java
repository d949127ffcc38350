package dev.freshet.core.expr;

import dev.freshet.core.plan.Expression;
import dev.freshet.spi.data.Type;
import java.util.List;
import java.util.Map;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/** Integers as bits. Shifts count modulo the width, as PostgreSQL's do on the machines it runs on. */
final class BitFunctions {
    private BitFunctions() {}

    static void register(Map<String, FunctionFactory> r) {
        r.put("bitand", binary((a, b) -> a & b));
        r.put("bitor", binary((a, b) -> a | b));
        r.put("bitxor", binary((a, b) -> a ^ b));
        r.put("bitnot", Boxed.strict(a -> ~whole(a.get(0))));
        r.put("shift_left", shift(true));
        r.put("shift_right", shift(false));
        r.put("bit_count_int", Boxed.strict(a -> (long) Long.bitCount(whole(a.get(0)))));
    }

    private static FunctionFactory binary(LongBinaryOperator f) {
        return Boxed.strict(a -> f.applyAsLong(whole(a.get(0)), whole(a.get(1))));
    }

    private static FunctionFactory shift(boolean left) {
        return (call, arguments, _) -> Boxed.evaluator(call, arguments, true, a -> shifted(call, a, left));
    }

    private static Long shifted(Expression.Call call, List<@Nullable Object> a, boolean left) {
        int bits = call.type().type() instanceof Type.Int(int b) ? b : 64;
        int by = (int) whole(a.get(1)) & (bits == 64 ? 63 : 31);
        long value = whole(a.get(0));
        return left ? value << by << (64 - bits) >> (64 - bits) : value >> by;
    }

    private static long whole(@Nullable Object v) {
        return v instanceof Long n ? n : 0;
    }
}
