package dev.freshet.server.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.spi.sys.BootstrapDoor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Workers as tasks of a cluster. The platform is told a hash; the bootstrap with its secrets goes straight to the worker,
 * at the address that the platform names, as soon as it listens there. A control plane that dies in between leaves a worker
 * that nobody calls and that ends by itself; another one is launched.
 */
public final class RemoteLauncher implements Launcher {
    private static final Logger LOG = Logger.getLogger(RemoteLauncher.class.getName());
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration STALE = Duration.ofSeconds(2);
    private static final String SCRATCH = "/tmp/freshet-scratch";
    private final Platform platform;
    private final Duration pause;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    /** What was seen, and when. */
    private record Known(Seen seen, Instant at) {}

    /** @param pause between two looks for a starting worker */
    public RemoteLauncher(Platform platform, Duration pause) {
        this.platform = platform;
        this.pause = pause;
    }

    @Override
    public Started launch(Order order) throws IOException {
        String token = order.bootstrap().path("token").asText();
        String place = platform.start(new Platform.Task(
                order.whose(),
                order.generation(),
                order.memoryBytes(),
                Map.of(BootstrapDoor.TICKET, BootstrapDoor.ticket(token))));
        CompletableFuture<Integer> exit = new CompletableFuture<>();
        Thread.ofVirtual().name("hand over to " + place).start(() -> handOver(order, place, exit));
        return new Started(new Handle(0, null, place), exit);
    }

    /** Ends when the worker has the document, or is gone. */
    private void handOver(Order order, String place, CompletableFuture<Integer> exit) {
        Instant deadline = Instant.now().plus(PATIENCE);
        try {
            while (Instant.now().isBefore(deadline)) {
                Platform.Look look = tryLook(place);
                if (look != null && look.ended()) {
                    exit.complete(look.exitCode());
                    return;
                }
                if (look != null && look.address() != null && taken(order, look.address())) {
                    return;
                }
                Thread.sleep(pause);
            }
            LOG.warning(() -> "nobody listened at " + place + " within " + PATIENCE.toMinutes() + " min");
            platform.end(place, false);
        } catch (IOException e) {
            LOG.log(Level.WARNING, e, () -> "could not end " + place);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Platform.@Nullable Look tryLook(String place) {
        try {
            return platform.look(place);
        } catch (IOException e) {
            LOG.log(Level.WARNING, e, () -> "could not look at " + place);
            return null;
        }
    }

    /** A worker that answers otherwise has the document already: only once is it let in there. */
    private boolean taken(Order order, URI address) throws InterruptedException {
        ObjectNode document =
                order.bootstrap().deepCopy().put("endpoint", address.toString()).put("scratch", SCRATCH);
        HttpRequest request = HttpRequest.newBuilder(address.resolve(BootstrapDoor.PATH))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + document.path("token").asText())
                .POST(HttpRequest.BodyPublishers.ofString(document.toString(), StandardCharsets.UTF_8))
                .build();
        try {
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status == 401) {
                LOG.warning(() -> "at " + address + " somebody else listens than the worker that was started");
            }
            return status != 401;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public Seen observe(Handle handle) {
        String place = String.valueOf(handle.place());
        Known last = known.get(place);
        if (last != null && (!last.seen().alive() || last.at().plus(STALE).isAfter(Instant.now()))) {
            return last.seen();
        }
        Platform.Look look = tryLook(place);
        Seen seen = look == null || !look.ended() ? Seen.ALIVE : new Seen(false, look.exitCode(), look.reason());
        known.put(place, new Known(seen, Instant.now()));
        return seen;
    }

    @Override
    public void end(Handle handle, boolean softly) {
        known.remove(String.valueOf(handle.place()));
        try {
            platform.end(String.valueOf(handle.place()), softly);
        } catch (IOException e) {
            // It is asked again at the next look.
            LOG.log(Level.WARNING, e, () -> "could not end " + handle);
        }
    }

    @Override
    public void forget(UUID pipeline, long generation) {
        try {
            platform.forget(pipeline, generation);
        } catch (IOException e) {
            LOG.log(Level.WARNING, e, () -> "could not remove what is left of " + pipeline + ", " + generation);
        }
    }
}
