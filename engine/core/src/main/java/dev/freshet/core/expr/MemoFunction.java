package dev.freshet.core.expr;

import dev.freshet.core.plan.Expression;
import dev.freshet.core.plan.Literals;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.Values;
import dev.freshet.spi.error.RowError;
import dev.freshet.spi.function.CostlyFunction;
import dev.freshet.spi.store.Memo.MemoKey;
import dev.freshet.spi.store.Memo.MemoValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code memo(function, arguments…)}: the result of a costly function as the Memo holds it. Whoever admits rows has made
 * sure that it is there; a result that is missing is a fault of the engine, not of the row. A remembered failure is the
 * row's error. NULL as the first argument gives NULL.
 */
final class MemoFunction {
    private MemoFunction() {}

    static void register(Map<String, FunctionFactory> registry) {
        registry.put("memo", MemoFunction::make);
    }

    private static Evaluator make(Expression.Call call, List<Evaluator> arguments, EvaluationContext context) {
        String name = String.valueOf(Literals.decode((Expression.Literal) call.argument(0)));
        CostlyFunction function = context.costly().get(name);
        if (function == null) {
            throw new IllegalArgumentException("the costly function " + name + " is not known to this process");
        }
        List<Type> types =
                call.arguments().stream().skip(1).map(a -> a.type().type()).toList();
        List<Evaluator> own = arguments.subList(1, arguments.size());
        Type result = call.type().type();
        return batch -> lookup(function, context, Boxed.evaluateAll(own, batch), types, result, batch);
    }

    private static Vec lookup(
            CostlyFunction function,
            EvaluationContext context,
            List<Vec> vectors,
            List<Type> types,
            Type result,
            ColumnBatch batch) {
        Errors errors = new Errors(batch.size()).addAll(vectors);
        List<@Nullable MemoKey> keys = new ArrayList<>(batch.size());
        for (int row = 0; row < batch.size(); row++) {
            boolean absent = errors.has(row) || vectors.get(0).column().isNull(row);
            keys.add(absent ? null : function.key(arguments(vectors, types, row)));
        }
        LinkedHashSet<MemoKey> wanted = new LinkedHashSet<>();
        for (MemoKey k : keys) {
            if (k != null) {
                wanted.add(k);
            }
        }
        Map<MemoKey, MemoValue> found = context.memo().get(wanted);
        ColumnBuilder out = ColumnBuilder.of(result);
        for (int row = 0; row < batch.size(); row++) {
            append(out, keys.get(row), found, row, errors);
        }
        return new Vec(out.build(), errors.array());
    }

    private static List<@Nullable Object> arguments(List<Vec> vectors, List<Type> types, int row) {
        List<@Nullable Object> out = new ArrayList<>(types.size());
        for (int k = 0; k < types.size(); k++) {
            out.add(Values.get(types.get(k), vectors.get(k).column(), row));
        }
        return out;
    }

    private static void append(
            ColumnBuilder out, @Nullable MemoKey key, Map<MemoKey, MemoValue> found, int row, Errors errors) {
        if (key == null) {
            out.appendNull();
            return;
        }
        MemoValue value = found.get(key);
        if (value == null) {
            throw new IllegalStateException("the memo has no result of " + key + " although its row was admitted");
        }
        if (value.failed()) {
            String[] parts = value.text().split(": ", 2);
            errors.add(row, new RowError(parts[0], parts.length > 1 ? parts[1] : ""));
            out.appendNull();
        } else {
            out.appendBytes(value.bytes().toArray());
        }
    }
}
