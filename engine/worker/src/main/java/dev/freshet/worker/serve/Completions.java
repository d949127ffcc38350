package dev.freshet.worker.serve;

import dev.freshet.worker.relay.SinkRelay;
import java.io.IOException;
import java.util.List;

/** Completion tokens name the epoch of a push; they are told how far each output is. */
final class Completions {
    private final WorkerState state;

    Completions(WorkerState state) {
        this.state = state;
    }

    static String token(long epoch) {
        return "e" + Long.toString(epoch, 36);
    }

    void get(Exchange x, String token) throws IOException {
        x.allowing();
        if (!token.matches("e[0-9a-z]{1,13}")) {
            throw Problem.unknown("completion", token);
        }
        long epoch = Long.parseLong(token.substring(1), 36);
        if (epoch < state.feed().since()) {
            throw new Problem(410, "expired", "This completion lies before the retained history.");
        }
        long head = state.engine().views().epoch();
        List<SinkRelay> relays = state.relays();
        boolean visible = head >= epoch && relays.stream().allMatch(r -> r.applied() >= epoch);
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
