package dev.freshet.core.expr;

import dev.freshet.core.plan.Expression;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.LongColumn;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** eq ne lt le gt ge over two columns of one type, and the tests for NULL and distinctness, which are never NULL. */
final class Comparisons {
    private interface Test {
        boolean holds(int comparison);
    }

    private Comparisons() {}

    static void register(Map<String, FunctionFactory> registry) {
        registry.put("eq", comparison(c -> c == 0));
        registry.put("ne", comparison(c -> c != 0));
        registry.put("lt", comparison(c -> c < 0));
        registry.put("le", comparison(c -> c <= 0));
        registry.put("gt", comparison(c -> c > 0));
        registry.put("ge", comparison(c -> c >= 0));
        registry.put("is_distinct", distinct(true));
        registry.put("is_not_distinct", distinct(false));
        registry.put("is_null", nullTest(true));
        registry.put("is_not_null", nullTest(false));
    }

    private static FunctionFactory comparison(Test test) {
        return (call, arguments, _) -> {
            sameTypes(call);
            return batch -> {
                List<Vec> v = Boxed.evaluateAll(arguments, batch);
                Column a = v.get(0).column();
                Column b = v.get(1).column();
                long[] out = new long[batch.size()];
                fill(out, a, b, test);
                return new Vec(
                        new LongColumn(out, eitherNull(a, b), batch.size()),
                        new Errors(batch.size()).addAll(v).array());
            };
        };
    }

    private static void fill(long[] out, Column a, Column b, Test test) {
        if (a instanceof LongColumn x && b instanceof LongColumn y) {
            for (int i = 0; i < out.length; i++) {
                out[i] = test.holds(Long.compare(x.get(i), y.get(i))) ? 1 : 0;
            }
        } else {
            for (int i = 0; i < out.length; i++) {
                out[i] = test.holds(a.compare(i, b, i)) ? 1 : 0;
            }
        }
    }

    /** Null bits of a strict function's result. */
    static long @Nullable [] eitherNull(Column a, Column b) {
        if (!a.mayHaveNulls() && !b.mayHaveNulls()) {
            return null;
        }
        long[] out = new long[Column.words(a.size())];
        for (int i = 0; i < a.size(); i++) {
            if (a.isNull(i) || b.isNull(i)) {
                Column.set(out, i);
            }
        }
        return out;
    }

    private static FunctionFactory distinct(boolean wanted) {
        return (call, arguments, _) -> {
            sameTypes(call);
            return batch -> {
                List<Vec> v = Boxed.evaluateAll(arguments, batch);
                Column a = v.get(0).column();
                Column b = v.get(1).column();
                long[] out = new long[batch.size()];
                for (int i = 0; i < out.length; i++) {
                    out[i] = a.equal(i, b, i) != wanted ? 1 : 0;
                }
                return new Vec(
                        LongColumn.of(out), new Errors(batch.size()).addAll(v).array());
            };
        };
    }

    private static FunctionFactory nullTest(boolean wanted) {
        return (_, arguments, _) -> batch -> {
            Vec v = arguments.get(0).evaluate(batch);
            long[] out = new long[batch.size()];
            for (int i = 0; i < out.length; i++) {
                out[i] = v.column().isNull(i) == wanted ? 1 : 0;
            }
            return new Vec(LongColumn.of(out), v.errors());
        };
    }

    /** The columns must have one physical form and, for decimals, one scale. */
    private static void sameTypes(Expression.Call call) {
        var a = call.argument(0).type().type();
        var b = call.argument(1).type().type();
        boolean decimals = a instanceof dev.freshet.spi.data.Type.Decimal x
                && b instanceof dev.freshet.spi.data.Type.Decimal y
                && (x.scale() != y.scale() || x.isLong() != y.isLong());
        if (decimals || a.getClass() != b.getClass()) {
            throw new IllegalArgumentException(
                    call.function() + " of " + a.sql() + " and " + b.sql() + ": the plan needs a cast");
        }
    }
}
