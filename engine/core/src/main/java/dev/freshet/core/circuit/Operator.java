package dev.freshet.core.circuit;

import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import java.util.List;

/**
 * A node of the circuit. Each epoch it sees the whole change of each input and gives the whole change of its output, not
 * necessarily consolidated. What it keeps between epochs is its state. One owner thread.
 */
public abstract class Operator {
    private final String id;
    private final String kind;
    private final Schema output;
    private long touched;
    private long emitted;

    /** {@code id} is the structural hash of the plan node, under which state is saved. */
    protected Operator(String id, String kind, Schema output) {
        this.id = id;
        this.kind = kind;
        this.output = output;
    }

    public final String id() {
        return id;
    }

    /** What the operator is, for people: {@code join, aggregate, …}. */
    public final String kind() {
        return kind;
    }

    public final Schema output() {
        return output;
    }

    /** One epoch. {@code inputs} stand in the order of the plan node's inputs. */
    protected abstract ColumnBatch step(List<ColumnBatch> inputs, Rejects rejects);

    final ColumnBatch run(List<ColumnBatch> inputs, Rejects rejects) {
        touched = 0;
        ColumnBatch out = step(inputs, rejects);
        emitted = out.size();
        return out;
    }

    /** An epoch without any change for this operator. */
    final ColumnBatch idle() {
        touched = 0;
        emitted = 0;
        return ColumnBatch.empty(output);
    }

    /** Counts rows read or written in this epoch, those of the state included. */
    protected final void touch(long rows) {
        touched += rows;
    }

    /** Rows that the last epoch made this operator touch. */
    public final long touched() {
        return touched;
    }

    public final long emitted() {
        return emitted;
    }

    /** Bytes of state on the heap, approximately. */
    public long stateBytes() {
        return 0;
    }

    /** Rows of state. */
    public long stateRows() {
        return 0;
    }

    /** True when there is something to step for even without input: the first epoch of constants and of total aggregates. */
    protected boolean wantsStep() {
        return false;
    }

    /** The epoch's time in µs at which there is something to step for even without input; asked only where {@link #readsClock}. */
    public long nextDue() {
        return Long.MAX_VALUE;
    }

    /** True when what is given depends on the epoch's time. */
    public boolean readsClock() {
        return false;
    }

    /** True when every output holds each row once, with the net weight. */
    protected boolean consolidated() {
        return false;
    }

    public void save(StateWriter writer) {}

    public void load(StateReader reader) {}
}
