package dev.freshet.cli.client;

import dev.freshet.cli.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Follows a stream of events over lost connections: each new one resumes after the last event that was handled. Ends
 * when the consumer has enough, when the service lost the history, or when no connection comes about for the patience.
 */
public final class Subscription {
    private final Api api;
    private final Duration most;
    private Call call;
    private String last = "";

    /** @param most how long lost connections are tried again before giving up */
    public Subscription(Api api, Call first, Duration most) {
        this.api = api;
        this.call = first.header("Accept", "text/event-stream");
        this.most = most;
    }

    /** For streams whose events have no ids: follows, and asks for what is new by another call after a lost connection. */
    public void follow(Call later, Predicate<Event> consumer) {
        follow(event -> {
            call = later.header("Accept", "text/event-stream");
            return consumer.test(event);
        });
    }

    /** Hands each event over until the consumer answers false. */
    public void follow(Predicate<Event> consumer) {
        Patience patience = new Patience(most);
        while (true) {
            String before = last;
            try (EventStream stream = api.open(resumed())) {
                if (drained(stream, consumer)) {
                    return;
                }
            } catch (IOException e) {
                if (!patience.await(OptionalLong.empty())) {
                    throw Http.unreachable(api.url(), e);
                }
                continue;
            } catch (Refused refused) {
                if (!transientTrouble(refused.problem()) || !patience.await(OptionalLong.empty())) {
                    throw refused;
                }
                continue;
            }
            patience = last.equals(before) ? patience : new Patience(most);
            if (!patience.await(OptionalLong.empty())) {
                throw Fault.failure("the service keeps closing the stream");
            }
        }
    }

    /** True: the consumer has enough. False: the service ended the stream. */
    private boolean drained(EventStream stream, Predicate<Event> consumer) throws IOException {
        for (Optional<Event> event = stream.next(); event.isPresent(); event = stream.next()) {
            switch (event.get().type()) {
                case "bye" -> {
                    return false;
                }
                case "gap" ->
                    throw Fault.failure(
                            "changes were lost: the history before the head is gone; start with" + " --snapshot");
                default -> {
                    boolean more = consumer.test(event.get());
                    last = event.get().id().isEmpty() ? last : event.get().id();
                    if (!more) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private Call resumed() {
        return last.isEmpty() ? call : call.header("Last-Event-ID", last);
    }

    private boolean transientTrouble(Problem problem) {
        return problem.status() == 429
                || problem.status() == 503
                || problem.status() == 502
                || (problem.status() == 401 && !last.isEmpty());
    }
}
