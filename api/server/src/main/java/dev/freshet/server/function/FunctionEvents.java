package dev.freshet.server.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/** What is done about each kind of event: a call, messages of the wake queue, a tick. */
final class FunctionEvents {
    private static final Logger LOG = Logger.getLogger(FunctionEvents.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration MARGIN = Duration.ofSeconds(5);
    /** A caller waits for its answer, but what it set in motion should be under way when the process is frozen. */
    private static final Duration AFTER_A_CALL = Duration.ofSeconds(2);

    private final UrlCalls calls;
    private final Service service;

    /** What of the service is not called over HTTP. Blocks; thread-safe. */
    interface Service {
        /** Wakes what reads the object that a message of the wake queue speaks of. */
        void wake(String message);

        /** Lets the reconciler look, until nothing is in motion any more or the time is over; false: something still is. */
        boolean settle(Duration most) throws InterruptedException;

        /** Asks for another event soon, as something is still in motion. */
        void again();
    }

    FunctionEvents(UrlCalls calls, Service service) {
        this.calls = calls;
        this.service = service;
    }

    ObjectNode handle(Runtime.Invocation invocation) throws IOException, InterruptedException {
        JsonNode event = invocation.event();
        Instant deadline = invocation.deadline();
        if (UrlCalls.isCall(event)) {
            ObjectNode answer = calls.answer(event, deadline);
            boolean reads = event.at("/requestContext/http/method").asText().matches("GET|HEAD|OPTIONS");
            follow(reads ? Duration.ZERO : AFTER_A_CALL);
            return answer;
        }
        if (event.path("Records").isArray()) {
            ObjectNode answer = messages(event.path("Records"));
            follow(Duration.between(Instant.now(), deadline).minus(MARGIN));
            return answer;
        }
        if (event.path("freshet").asText().equals("tick")) {
            follow(Duration.between(Instant.now(), deadline).minus(MARGIN));
            return JSON.createObjectNode();
        }
        throw new IOException("an event of an unknown kind");
    }

    /** Messages that could not be heeded are named, and come again. */
    private ObjectNode messages(JsonNode records) {
        ObjectNode answer = JSON.createObjectNode();
        var failed = answer.putArray("batchItemFailures");
        for (JsonNode record : records) {
            try {
                service.wake(record.path("body").asText());
            } catch (RuntimeException e) {
                LOG.warnf("a message of the wake queue stays: %s", e.getMessage());
                failed.addObject()
                        .put("itemIdentifier", record.path("messageId").asText());
            }
        }
        return answer;
    }

    private void follow(Duration most) throws InterruptedException {
        if (!most.isZero() && !service.settle(most)) {
            service.again();
        }
    }
}
