package dev.freshet.worker.serve;

import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.worker.engine.PipelineEngine;
import dev.freshet.worker.relay.ChangeFeed;
import dev.freshet.worker.relay.SinkRelay;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the HTTP doors show of a running worker; implemented by its assembly. Thread-safe. */
public interface WorkerState {
    PipelineEngine engine();

    /** Whether what is shown is durable. */
    boolean isDurable();

    ChangeFeed feed();

    List<SinkRelay> relays();

    /**
     * A view's rows as they stood after an epoch that is durable, folded from its changes wherever they lie; null when that
     * history is merged. Costs what was ever changed in the view; may wait for files.
     */
    @Nullable
    ColumnBatch rowsAt(String view, long epoch);

    /** Rows of several tables and views after one epoch; {@code missing} are not there or keep no rows. */
    record Snapshot(long epoch, Map<String, ColumnBatch> rows, Set<String> missing) {}

    /** Taken between two epochs. Waits for the one that runs. */
    Snapshot snapshot(Set<String> relations) throws InterruptedException;

    /** Operators as of the last epoch, taken between two epochs. */
    List<dev.freshet.core.circuit.Circuit.Stats> operators();

    /** Source name → what people should know: state, rows, bytes, last error. */
    Map<String, Map<String, Object>> sources();

    String state();

    String reasonCode();

    String reason();

    long lakeEpoch();

    int version();

    long generation();

    /** Age of the oldest accepted input that some output does not show yet, in milliseconds. */
    long freshnessMillis(Instant now);

    long queuedBytes();

    /** Counters by name for the metrics page, e.g. {@code embeddings_computed_total{index="kb"}}. */
    Map<String, Double> counters();

    /** Flushes to the lake up to the head seen now; returns {epoch, lake epoch}. */
    long[] checkpoint() throws InterruptedException;

    /** Begins to stop; returns at once. */
    void stop();
}
