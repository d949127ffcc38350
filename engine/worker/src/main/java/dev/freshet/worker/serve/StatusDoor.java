package dev.freshet.worker.serve;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.core.circuit.Circuit;
import dev.freshet.worker.relay.SinkRelay;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/** State, graph and metrics of the worker; checkpoint and stop. */
final class StatusDoor {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final WorkerState state;

    StatusDoor(WorkerState state) {
        this.state = state;
    }

    void status(Exchange x) throws IOException {
        ObjectNode n = JSON.createObjectNode();
        n.put("state", state.state());
        n.put("reason_code", state.reasonCode());
        n.put("reason", state.reason());
        n.put("head_epoch", state.engine().views().epoch());
        n.put("lake_epoch", state.lakeEpoch());
        n.put("since_epoch", state.feed().since());
        n.put("version", state.version());
        n.put("generation", state.generation());
        n.put("freshness_ms", state.freshnessMillis(Instant.now()));
        n.set("sources", JSON.valueToTree(state.sources()));
        n.set("sinks", sinks());
        x.json(200, n.toString());
    }

    private ObjectNode sinks() {
        ObjectNode out = JSON.createObjectNode();
        Instant now = Instant.now();
        for (SinkRelay r : state.relays()) {
            ObjectNode s = out.putObject(r.name());
            s.put("view", r.view());
            s.put("epoch", Math.max(0, r.applied()));
            s.put("lag_epochs", Math.max(0, state.feed().head() - Math.max(0, r.applied())));
            s.put("freshness_ms", r.staleness(now).toMillis());
            s.put("trouble", r.trouble());
        }
        return out;
    }

    void graph(Exchange x) throws IOException {
        ObjectNode n = JSON.createObjectNode();
        n.put("epoch", state.engine().views().epoch());
        ArrayNode operators = n.putArray("operators");
        for (Circuit.Stats s : state.operators()) {
            ObjectNode o = operators.addObject();
            o.put("id", s.node());
            o.put("hash", s.id());
            o.put("kind", s.kind());
            o.set("inputs", JSON.valueToTree(s.inputs()));
            o.set("views", JSON.valueToTree(s.views()));
            o.put("rows_touched", s.touched());
            o.put("rows_emitted", s.emitted());
            o.put("rows_touched_total", s.totalTouched());
            o.put("state_rows", s.stateRows());
            o.put("state_bytes", s.stateBytes());
        }
        n.set("sources", JSON.valueToTree(state.sources()));
        n.set("sinks", sinks());
        n.put("queued_bytes", state.queuedBytes());
        x.json(200, n.toString());
    }

    void metrics(Exchange x) throws IOException {
        StringBuilder out = new StringBuilder();
        for (Map.Entry<String, Double> e : state.counters().entrySet()) {
            double v = e.getValue();
            out.append("freshet_").append(e.getKey()).append(' ');
            out.append(v == Math.rint(v) && Math.abs(v) < 1e15 ? Long.toString((long) v) : Double.toString(v));
            out.append('\n');
        }
        x.send(200, "text/plain; version=0.0.4", out.toString(), Map.of());
    }

    void checkpoint(Exchange x) throws IOException, InterruptedException {
        long[] reached = state.checkpoint();
        x.json(200, "{\"epoch\":" + reached[0] + ",\"lake_epoch\":" + reached[1] + "}");
    }

    void stop(Exchange x) throws IOException {
        state.stop();
        x.json(202, "{\"stopping\":true}");
    }
}
