package dev.freshet.core.operator;

import dev.freshet.core.circuit.Operator;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.core.plan.Literals;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBatch;
import java.util.List;

/** Constant rows: all of them in the first epoch, nothing afterwards. */
public final class ValuesOperator extends Operator {
    private final ColumnBatch rows;
    private boolean emitted;

    public ValuesOperator(String id, PlanNode.Values node) {
        super(id, "values", node.schema());
        BatchBuilder out = new BatchBuilder(node.schema());
        for (var row : node.rows()) {
            out.row(1, row.stream().map(Literals::decode).toArray());
        }
        rows = out.build();
    }

    @Override
    protected ColumnBatch step(List<ColumnBatch> inputs, Rejects rejects) {
        if (emitted) {
            return ColumnBatch.empty(output());
        }
        emitted = true;
        touch(rows.size());
        return rows;
    }

    @Override
    protected boolean wantsStep() {
        return !emitted;
    }

    @Override
    public void save(StateWriter writer) {
        if (emitted) {
            writer.batch("emitted", ColumnBatch.empty(output()));
        }
    }

    @Override
    public void load(StateReader reader) {
        reader.batches("emitted", _ -> emitted = true);
    }
}
