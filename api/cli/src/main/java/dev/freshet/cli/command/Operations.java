package dev.freshet.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.cli.Exit;
import dev.freshet.cli.Fault;
import dev.freshet.cli.Session;
import dev.freshet.cli.client.Call;
import dev.freshet.cli.client.Reply;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Starts operations and waits for their end. */
final class Operations {
    private static final Set<String> FINISHED = Set.of("SUCCEEDED", "FAILED", "CANCELLED");
    private static final long POLL_MS = 500;

    private final Session session;

    Operations(Session session) {
        this.session = session;
    }

    /** Asks for an operation on a pipeline. */
    JsonNode start(String pipeline, String type) {
        ObjectNode body = Reply.JSON.createObjectNode().put("type", type);
        Call call = Call.of("POST", "pipelines", pipeline, "operations")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .json(body);
        return session.api().persist(call, session.wait(Duration.ofSeconds(60))).json();
    }

    /** What an operation is doing. */
    JsonNode get(String id) {
        return session.api().send(Call.get("operations", id)).json();
    }

    /** Waits for its end; a fault when it failed, was cancelled, or takes longer. */
    JsonNode await(JsonNode operation, Duration most) {
        JsonNode[] now = {operation};
        boolean over = within(most, () -> {
            if (!finished(now[0])) {
                now[0] = get(now[0].path("id").asText());
            }
            return finished(now[0]);
        });
        String id = now[0].path("id").asText();
        if (!over) {
            throw new Fault(
                    Exit.TIMEOUT,
                    "operation " + id + " is still " + state(now[0]) + "; go on with: ./freshet op wait " + id);
        }
        if (!state(now[0]).equals("SUCCEEDED")) {
            throw Fault.failure("operation " + id + " " + state(now[0]) + reason(now[0].path("error")));
        }
        return now[0];
    }

    private static boolean finished(JsonNode operation) {
        return FINISHED.contains(state(operation));
    }

    private static String state(JsonNode operation) {
        return operation.path("state").asText();
    }

    private static String reason(JsonNode error) {
        String detail = error.isTextual()
                ? error.asText()
                : error.path("detail").asText(error.path("title").asText(""));
        return detail.isEmpty() ? "" : ": " + detail;
    }

    /** Asks again and again until the answer is yes; false when the time is over. */
    static boolean within(Duration most, BooleanSupplier done) {
        long end = System.nanoTime() + most.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            try {
                Thread.sleep(POLL_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
