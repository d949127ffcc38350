package dev.freshet.core.operator;

import dev.freshet.core.circuit.Operator;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.core.expr.Evaluator;
import dev.freshet.core.expr.Vec;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Schema;
import java.util.List;

/** Linear: passes the changes of rows for which the predicate is true. */
public final class FilterOperator extends Operator {
    private final Evaluator predicate;

    public FilterOperator(String id, Schema schema, Evaluator predicate) {
        super(id, "filter", schema);
        this.predicate = predicate;
    }

    @Override
    protected ColumnBatch step(List<ColumnBatch> inputs, Rejects rejects) {
        ColumnBatch in = inputs.get(0);
        touch(in.size());
        return filter(in, output(), predicate, rejects);
    }

    /** The rows for which the predicate is true; failing rows go to the rejects. */
    static ColumnBatch filter(ColumnBatch in, Schema schema, Evaluator predicate, Rejects rejects) {
        if (in.isEmpty()) {
            return in;
        }
        Vec v = predicate.evaluate(in);
        LongColumn c = (LongColumn) v.column();
        int[] kept = new int[in.size()];
        int n = 0;
        for (int i = 0; i < kept.length; i++) {
            var error = v.error(i);
            if (error != null) {
                rejects.add(error, schema, in, i, in.weight(i));
            } else if (!c.isNull(i) && c.get(i) != 0) {
                kept[n++] = i;
            }
        }
        return n == in.size() ? in : in.gather(kept, n);
    }
}
