package dev.freshet.core.expr;

import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.LongColumn;
import java.util.List;
import java.util.Map;

/** Three-valued logic. An operand's error does not count where another operand decides. */
final class Logic {
    private Logic() {}

    static void register(Map<String, FunctionFactory> registry) {
        registry.put("and", (_, arguments, _) -> batch -> combine(arguments, batch, 0));
        registry.put("or", (_, arguments, _) -> batch -> combine(arguments, batch, 1));
        registry.put("not", (_, arguments, _) -> batch -> not(arguments.get(0).evaluate(batch)));
        registry.put(
                "is_true", (_, arguments, _) -> batch -> is(arguments.get(0).evaluate(batch), 1, true));
        registry.put(
                "is_not_true", (_, arguments, _) -> batch -> is(arguments.get(0).evaluate(batch), 1, false));
        registry.put(
                "is_false", (_, arguments, _) -> batch -> is(arguments.get(0).evaluate(batch), 0, true));
        registry.put(
                "is_not_false",
                (_, arguments, _) -> batch -> is(arguments.get(0).evaluate(batch), 0, false));
    }

    /** AND with {@code deciding} 0, OR with 1: one deciding operand settles the row. */
    private static Vec combine(List<Evaluator> arguments, ColumnBatch batch, long deciding) {
        List<Vec> vectors = Boxed.evaluateAll(arguments, batch);
        int n = batch.size();
        long[] out = new long[n];
        long[] nulls = new long[Column.words(n)];
        Errors errors = new Errors(n);
        boolean anyNull = false;
        for (int i = 0; i < n; i++) {
            int state = settle(vectors, i, deciding);
            out[i] = state == DECIDED ? deciding : 1 - deciding;
            if (state == FAILED) {
                for (Vec v : vectors) {
                    errors.add(i, v.error(i));
                }
            } else if (state == UNKNOWN) {
                Column.set(nulls, i);
                anyNull = true;
            }
        }
        return new Vec(new LongColumn(out, anyNull ? nulls : null, n), errors.array());
    }

    private static final int OPEN = 0;
    private static final int DECIDED = 1;
    private static final int UNKNOWN = 2;
    private static final int FAILED = 3;

    private static int settle(List<Vec> vectors, int row, long deciding) {
        int state = OPEN;
        for (Vec v : vectors) {
            if (v.error(row) != null) {
                state = FAILED;
            } else if (v.column().isNull(row)) {
                state = Math.max(state, UNKNOWN);
            } else if (((LongColumn) v.column()).get(row) == deciding) {
                return DECIDED;
            }
        }
        return state;
    }

    private static Vec not(Vec v) {
        LongColumn c = (LongColumn) v.column();
        long[] out = new long[c.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = 1 - c.get(i);
        }
        return new Vec(new LongColumn(out, c.nulls(), c.size()), v.errors());
    }

    private static Vec is(Vec v, long value, boolean wanted) {
        LongColumn c = (LongColumn) v.column();
        long[] out = new long[c.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = (!c.isNull(i) && c.get(i) == value) == wanted ? 1 : 0;
        }
        return new Vec(LongColumn.of(out), v.errors());
    }
}
