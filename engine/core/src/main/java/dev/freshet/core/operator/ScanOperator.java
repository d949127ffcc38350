package dev.freshet.core.operator;

import dev.freshet.core.circuit.Circuit;
import dev.freshet.core.circuit.Clocks;
import dev.freshet.core.circuit.Operator;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.core.plan.Plan;
import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table's change of the epoch, put here before the circuit steps. */
public final class ScanOperator extends Operator implements Circuit.Entry {
    private static final Schema CLOCK = Schema.of(new Field("greatest", Type.BIGINT.notNull()));

    private final String table;
    private final Plan.@Nullable Watermark watermark;
    private final Clocks clocks;
    private ColumnBatch change;
    private long greatest = Clocks.UNSET;

    public ScanOperator(String id, String table, Schema schema) {
        this(id, table, schema, null, new Clocks());
    }

    /** With a watermark it is told to the clocks. */
    public ScanOperator(String id, String table, Schema schema, Plan.@Nullable Watermark watermark, Clocks clocks) {
        super(id, "scan " + table, schema);
        this.table = table;
        this.watermark = watermark;
        this.clocks = clocks;
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
        if (watermark != null) {
            watch(out, watermark);
        }
        return out;
    }

    private void watch(ColumnBatch in, Plan.Watermark w) {
        LongColumn times = (LongColumn) in.column(w.column());
        for (int i = 0; i < in.size(); i++) {
            if (in.weight(i) > 0 && !times.isNull(i)) {
                greatest = Math.max(greatest, times.get(i));
            }
        }
        tell(w);
    }

    private void tell(Plan.Watermark w) {
        if (greatest != Clocks.UNSET) {
            clocks.advance(table, greatest - w.delayMicros());
        }
    }

    @Override
    public void save(StateWriter writer) {
        if (watermark != null && greatest != Clocks.UNSET) {
            writer.batch("clock", new BatchBuilder(CLOCK).row(1, greatest).build());
        }
    }

    @Override
    public void load(StateReader reader) {
        Plan.Watermark w = watermark;
        if (w != null) {
            reader.batches("clock", b -> greatest = ((LongColumn) b.column(0)).get(0));
            tell(w);
        }
    }
}
