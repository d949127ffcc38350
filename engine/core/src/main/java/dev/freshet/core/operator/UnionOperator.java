package dev.freshet.core.operator;

import dev.freshet.core.circuit.Operator;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import java.util.List;

/** Linear: the sum of its inputs. */
public final class UnionOperator extends Operator {
    public UnionOperator(String id, Schema output) {
        super(id, "union", output);
    }

    @Override
    protected ColumnBatch step(List<ColumnBatch> inputs, Rejects rejects) {
        return concat(inputs, this::touch);
    }

    interface Counter {
        void count(long rows);
    }

    static ColumnBatch concat(List<ColumnBatch> inputs, Counter counter) {
        ColumnBatch only = null;
        int filled = 0;
        for (ColumnBatch b : inputs) {
            counter.count(b.size());
            if (!b.isEmpty()) {
                only = b;
                filled++;
            }
        }
        if (filled <= 1) {
            return only == null ? inputs.get(0) : only;
        }
        return ColumnBatch.concat(inputs.stream().filter(b -> !b.isEmpty()).toList());
    }
}
