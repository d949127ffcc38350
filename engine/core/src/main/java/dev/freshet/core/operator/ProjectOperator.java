package dev.freshet.core.operator;

import dev.freshet.core.circuit.Operator;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.core.expr.Errors;
import dev.freshet.core.expr.Evaluator;
import dev.freshet.core.expr.Vec;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.error.RowError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Linear: computes the output columns of each changed row. */
public final class ProjectOperator extends Operator {
    private final Schema input;
    private final List<Evaluator> expressions;

    public ProjectOperator(String id, Schema input, List<Evaluator> expressions, Schema output) {
        super(id, "project", output);
        this.input = input;
        this.expressions = List.copyOf(expressions);
    }

    @Override
    protected ColumnBatch step(List<ColumnBatch> inputs, Rejects rejects) {
        ColumnBatch in = inputs.get(0);
        touch(in.size());
        List<Vec> vectors = new ArrayList<>(expressions.size());
        List<Column> columns = new ArrayList<>(expressions.size());
        for (Evaluator e : expressions) {
            Vec v = e.evaluate(in);
            vectors.add(v);
            columns.add(v.column());
        }
        @Nullable RowError[] errors = new Errors(in.size()).addAll(vectors).array();
        ColumnBatch out = new ColumnBatch(columns, in.weights(), in.size());
        return errors == null ? out : withoutFailed(out, in, errors, rejects);
    }

    private ColumnBatch withoutFailed(ColumnBatch out, ColumnBatch in, @Nullable RowError[] errors, Rejects rejects) {
        int[] kept = new int[in.size()];
        int n = 0;
        for (int i = 0; i < kept.length; i++) {
            RowError error = errors[i];
            if (error == null) {
                kept[n++] = i;
            } else {
                rejects.add(error, input, in, i, in.weight(i));
            }
        }
        return out.gather(kept, n);
    }
}
