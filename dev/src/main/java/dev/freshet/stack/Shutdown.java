package dev.freshet.stack;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
        boolean any = stop("TERM", 20, "control-plane");
        any |= stopWorkers();
        any |= stop("TERM", 20, "kafka", "keycloak", "s3");
        any |= stop("INT", 60, "postgres");
        return any;
    }

    private boolean stop(String signal, int seconds, String... roles) throws IOException {
        List<Running> running = new ArrayList<>();
        for (String role : roles) {
            processes.find(role).ifPresent(running::add);
            processes.forget(role);
        }
        Processes.stop(running, signal, Duration.ofSeconds(seconds));
        running.forEach(one -> progress.say("  " + one.role() + " stopped"));
        return !running.isEmpty();
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
