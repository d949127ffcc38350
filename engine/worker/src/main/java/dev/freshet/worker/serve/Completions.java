package dev.freshet.worker.serve;

import dev.freshet.worker.relay.SinkRelay;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Completion tokens name the epoch of a push, or are a promise of it; they are told how far each output is. */
final class Completions {
    private final WorkerState state;
    private final Promises promises;

    Completions(WorkerState state, Promises promises) {
        this.state = state;
        this.promises = promises;
    }

    static String token(long epoch) {
        return "e" + Long.toString(epoch, 36);
    }

    /** Null while the push waits for an epoch. */
    private @Nullable Long epoch(String token) {
        if (Promises.isToken(token)) {
            return promises.epoch(token);
        }
        if (!token.matches("e[0-9a-z]{1,13}")) {
            throw Problem.unknown("completion", token);
        }
        return Long.parseLong(token.substring(1), 36);
    }

    void get(Exchange x, String token) throws IOException {
        x.allowing();
        Long epoch = epoch(token);
        if (epoch == null) {
            x.json(200, "{\"state\":\"PENDING\",\"outputs\":{}}");
            return;
        }
        if (epoch < state.feed().since()) {
            throw new Problem(410, "expired", "This completion lies before the retained history.");
        }
        long head = state.engine().views().epoch();
        List<SinkRelay> relays = state.relays();
        long of = epoch;
        boolean visible = head >= epoch && relays.stream().allMatch(r -> r.applied() >= of);
        StringBuilder out = new StringBuilder();
        out.append("{\"state\":\"")
                .append(visible ? "VISIBLE" : "PENDING")
                .append("\",\"epoch\":")
                .append(epoch);
        out.append(",\"outputs\":{");
        String separator = "";
        for (String view : state.engine().views().names()) {
            out.append(separator).append('"').append(view).append("\":").append(head);
            separator = ",";
        }
        for (SinkRelay r : relays) {
            out.append(separator).append('"').append(r.name()).append("\":").append(Math.max(0, r.applied()));
            separator = ",";
        }
        x.json(200, out.append("}}").toString());
    }
}
