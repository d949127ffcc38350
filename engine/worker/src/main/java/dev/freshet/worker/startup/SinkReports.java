package dev.freshet.worker.startup;

import dev.freshet.meta.LedgerClient;
import dev.freshet.spi.id.PipelineId;
import dev.freshet.worker.relay.SinkRelay;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells the ledger how far each sink is, always somewhat late: history that a sink still needs is never merged, and what a
 * sink holds is asked of the sink itself. Used by one thread.
 */
final class SinkReports {
    private final LedgerClient client;
    private final PipelineId pipeline;
    private final List<SinkRelay> relays;
    private final Map<String, Line> told = new HashMap<>();
    private boolean forgotten;

    private record Line(long epoch, @Nullable String trouble) {}

    SinkReports(LedgerClient client, PipelineId pipeline, List<SinkRelay> relays) {
        this.client = client;
        this.pipeline = pipeline;
        this.relays = relays;
    }

    void report() {
        if (!forgotten) {
            client.forgetSinksBut(pipeline, relays.stream().map(SinkRelay::name).toList());
            forgotten = true;
        }
        for (SinkRelay relay : relays) {
            Line now = new Line(relay.applied(), relay.trouble());
            if (now.epoch() >= 0 && !now.equals(told.get(relay.name()))) {
                String state = now.trouble() == null ? "RUNNING" : "FAILED";
                client.sinkProgress(pipeline, relay.name(), now.epoch(), state, now.trouble());
                told.put(relay.name(), Objects.requireNonNull(now));
            }
        }
    }
}
