package dev.freshet.stack;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Takes the stack down: first the control plane, so that it restarts nothing, then the workers, who finish their epoch,
 * then what they all lean on.
 */
final class Shutdown {

    private final Processes processes;
    private final Progress progress;

    Shutdown(Checkout checkout, Progress progress) {
        this.processes = new Processes(checkout);
        this.progress = progress;
    }

    /** Stops everything that runs; false when nothing did. */
    boolean run() throws IOException {
        boolean any = stop("control-plane", "TERM", 20);
        any |= stopWorkers();
        any |= stop("kafka", "TERM", 20);
        any |= stop("keycloak", "TERM", 20);
        any |= stop("postgres", "INT", 60);
        return any;
    }

    private boolean stop(String role, String signal, int seconds) throws IOException {
        Optional<Running> running = processes.find(role);
        processes.forget(role);
        running.ifPresent(one -> {
            Processes.stop(List.of(one), signal, Duration.ofSeconds(seconds));
            progress.say("  " + role + " stopped");
        });
        return running.isPresent();
    }

    private boolean stopWorkers() throws IOException {
        List<Running> workers = processes.workers();
        Processes.stop(workers, "TERM", Duration.ofSeconds(20));
        processes.forgetWorkers();
        if (!workers.isEmpty()) {
            progress.say("  %d worker%s stopped".formatted(workers.size(), workers.size() == 1 ? "" : "s"));
        }
        return !workers.isEmpty();
    }
}
