package dev.freshet.core.expr;

import dev.freshet.core.plan.Expression;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.Values;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Functions written over boxed values, row by row: the plain way, for what is not hot. Values are as {@link Values}
 * describes them; a {@link RowException} or {@link ArithmeticException} becomes the row's error.
 */
public final class Boxed {
    /** Computes one row. */
    public interface Body {
        @Nullable
        Object apply(List<@Nullable Object> arguments);
    }

    private Boxed() {}

    /** NULL when any argument is NULL. */
    static FunctionFactory strict(Body body) {
        return (call, arguments, _) -> evaluator(call, arguments, true, body);
    }

    /** The body sees NULLs. */
    static FunctionFactory lenient(Body body) {
        return (call, arguments, _) -> evaluator(call, arguments, false, body);
    }

    /** {@code strict}: NULL when any argument is NULL. */
    public static Evaluator evaluator(Expression.Call call, List<Evaluator> arguments, boolean strict, Body body) {
        List<Type> types = call.arguments().stream().map(a -> a.type().type()).toList();
        Type result = call.type().type();
        return batch -> rows(batch, evaluateAll(arguments, batch), types, result, strict, body);
    }

    static List<Vec> evaluateAll(List<Evaluator> arguments, ColumnBatch batch) {
        List<Vec> out = new ArrayList<>(arguments.size());
        for (Evaluator a : arguments) {
            out.add(a.evaluate(batch));
        }
        return out;
    }

    private static Vec rows(
            ColumnBatch batch, List<Vec> vectors, List<Type> types, Type result, boolean strict, Body body) {
        Errors errors = new Errors(batch.size()).addAll(vectors);
        ColumnBuilder out = ColumnBuilder.of(result);
        for (int row = 0; row < batch.size(); row++) {
            Object value = errors.has(row) ? null : one(row, vectors, types, strict, body, errors);
            Values.append(result, out, value);
        }
        return new Vec(out.build(), errors.array());
    }

    private static @Nullable Object one(
            int row, List<Vec> vectors, List<Type> types, boolean strict, Body body, Errors errors) {
        List<@Nullable Object> arguments = new ArrayList<>(types.size());
        for (int k = 0; k < types.size(); k++) {
            Object v = Values.get(types.get(k), vectors.get(k).column(), row);
            if (strict && v == null) {
                return null;
            }
            arguments.add(v);
        }
        try {
            return body.apply(arguments);
        } catch (RowException e) {
            errors.add(row, e.error());
        } catch (ArithmeticException e) {
            errors.add(row, new dev.freshet.spi.error.RowError("overflow", "value out of range"));
        }
        return null;
    }
}
