package dev.freshet.core.operator;

import dev.freshet.core.circuit.Operator;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import java.util.List;

/** Linear: every weight with the other sign. */
public final class NegateOperator extends Operator {
    public NegateOperator(String id, Schema output) {
        super(id, "negate", output);
    }

    @Override
    protected ColumnBatch step(List<ColumnBatch> inputs, Rejects rejects) {
        touch(inputs.get(0).size());
        return inputs.get(0).negated();
    }
}
