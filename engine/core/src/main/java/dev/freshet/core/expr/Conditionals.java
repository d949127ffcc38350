package dev.freshet.core.expr;

import dev.freshet.core.plan.Expression;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Type;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** case coalesce nullif greatest least. Branches are computed for all rows; only the chosen one's errors count. */
final class Conditionals {
    private Conditionals() {}

    static void register(Map<String, FunctionFactory> registry) {
        registry.put("case", Conditionals::caseWhen);
        registry.put("coalesce", Conditionals::coalesce);
        registry.put("nullif", Conditionals::nullif);
        registry.put("try", Conditionals::tried);
        registry.put(
                "num_nulls",
                Boxed.lenient(a -> a.stream().filter(v -> v == null).count()));
        registry.put(
                "num_nonnulls",
                Boxed.lenient(a -> a.stream().filter(v -> v != null).count()));
        registry.put("greatest", (call, arguments, _) -> extreme(call, arguments, 1));
        registry.put("least", (call, arguments, _) -> extreme(call, arguments, -1));
        registry.put("raise", Boxed.lenient(a -> {
            throw new RowException(String.valueOf(a.get(0)), String.valueOf(a.get(1)));
        }));
    }

    private static Evaluator caseWhen(Expression.Call call, List<Evaluator> arguments, EvaluationContext context) {
        Type result = call.type().type();
        return batch -> {
            List<Vec> v = Boxed.evaluateAll(arguments, batch);
            ColumnBuilder out = ColumnBuilder.of(result);
            Errors errors = new Errors(batch.size());
            for (int row = 0; row < batch.size(); row++) {
                int chosen = branch(v, row, errors);
                take(chosen < 0 ? null : v.get(chosen), row, out, errors);
            }
            return new Vec(out.build(), errors.array());
        };
    }

    /** Index of the vector that the row takes its value from; -1 when a condition before it failed or nothing is left. */
    private static int branch(List<Vec> v, int row, Errors errors) {
        int k = 0;
        for (; k + 1 < v.size(); k += 2) {
            Vec condition = v.get(k);
            if (condition.error(row) != null) {
                errors.add(row, condition.error(row));
                return -1;
            }
            if (!condition.column().isNull(row) && ((LongColumn) condition.column()).get(row) != 0) {
                return k + 1;
            }
        }
        return k < v.size() ? k : -1;
    }

    private static void take(@Nullable Vec from, int row, ColumnBuilder out, Errors errors) {
        if (from == null) {
            out.appendNull();
        } else if (from.error(row) != null) {
            errors.add(row, from.error(row));
            out.appendNull();
        } else {
            out.append(from.column(), row);
        }
    }

    private static Evaluator coalesce(Expression.Call call, List<Evaluator> arguments, EvaluationContext context) {
        Type result = call.type().type();
        return batch -> {
            List<Vec> v = Boxed.evaluateAll(arguments, batch);
            ColumnBuilder out = ColumnBuilder.of(result);
            Errors errors = new Errors(batch.size());
            for (int row = 0; row < batch.size(); row++) {
                int k = 0;
                while (k < v.size() - 1
                        && v.get(k).error(row) == null
                        && v.get(k).column().isNull(row)) {
                    k++;
                }
                take(v.get(k), row, out, errors);
            }
            return new Vec(out.build(), errors.array());
        };
    }

    /** The value, or NULL where it cannot be computed. */
    private static Evaluator tried(Expression.Call call, List<Evaluator> arguments, EvaluationContext context) {
        Type result = call.type().type();
        return batch -> {
            Vec v = arguments.getFirst().evaluate(batch);
            if (!v.failed()) {
                return v;
            }
            ColumnBuilder out = ColumnBuilder.of(result);
            for (int row = 0; row < batch.size(); row++) {
                if (v.error(row) == null) {
                    out.append(v.column(), row);
                } else {
                    out.appendNull();
                }
            }
            return new Vec(out.build(), null);
        };
    }

    private static Evaluator nullif(Expression.Call call, List<Evaluator> arguments, EvaluationContext context) {
        Type result = call.type().type();
        return batch -> {
            List<Vec> v = Boxed.evaluateAll(arguments, batch);
            Column a = v.get(0).column();
            Column b = v.get(1).column();
            Errors errors = new Errors(batch.size()).addAll(v);
            ColumnBuilder out = ColumnBuilder.of(result);
            for (int row = 0; row < batch.size(); row++) {
                if (errors.has(row) || (!b.isNull(row) && a.equal(row, b, row))) {
                    out.appendNull();
                } else {
                    out.append(a, row);
                }
            }
            return new Vec(out.build(), errors.array());
        };
    }

    private static Evaluator extreme(Expression.Call call, List<Evaluator> arguments, int sign) {
        Type result = call.type().type();
        return batch -> {
            List<Vec> v = Boxed.evaluateAll(arguments, batch);
            Errors errors = new Errors(batch.size()).addAll(v);
            ColumnBuilder out = ColumnBuilder.of(result);
            for (int row = 0; row < batch.size(); row++) {
                out.append(best(v, row, sign), row);
            }
            return new Vec(out.build(), errors.array());
        };
    }

    private static Column best(List<Vec> v, int row, int sign) {
        Column best = v.get(0).column();
        for (Vec candidate : v) {
            Column c = candidate.column();
            if (!c.isNull(row) && (best.isNull(row) || c.compare(row, best, row) * sign > 0)) {
                best = c;
            }
        }
        return best;
    }
}
