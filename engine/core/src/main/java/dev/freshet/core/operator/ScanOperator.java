package dev.freshet.core.operator;

import dev.freshet.core.circuit.Circuit;
import dev.freshet.core.circuit.Operator;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import java.util.List;

/** A table's change of the epoch, put here before the circuit steps. */
public final class ScanOperator extends Operator implements Circuit.Entry {
    private final String table;
    private ColumnBatch change;

    public ScanOperator(String id, String table, Schema schema) {
        super(id, "scan " + table, schema);
        this.table = table;
        this.change = ColumnBatch.empty(schema);
    }

    public String table() {
        return table;
    }

    @Override
    public void offer(ColumnBatch batch) {
        change = batch;
    }

    @Override
    protected ColumnBatch step(List<ColumnBatch> inputs, Rejects rejects) {
        ColumnBatch out = change;
        change = ColumnBatch.empty(output());
        touch(out.size());
        return out;
    }
}
