package dev.freshet.stack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The check of the pipelines' durable state, over the running stack's database and warehouse. */
final class StateCheck {
    private final Checkout checkout;

    StateCheck(Checkout checkout) {
        this.checkout = checkout;
    }

    /** Words name tenants or pipelines; none means all. Returns the check's exit code. */
    int run(List<String> words) throws IOException {
        List<String> command = new ArrayList<>(Jvm.command("256m"));
        command.addAll(List.of("-cp", Apps.workerClasspath(Apps.of(checkout).current())));
        command.add("dev.freshet.worker.startup.FsckMain");
        command.addAll(words);
        ProcessBuilder check = new ProcessBuilder(command).inheritIO();
        check.environment().putAll(environment());
        try {
            return check.start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted");
        }
    }

    private Map<String, String> environment() {
        Vault vault = new Vault(checkout);
        Map<String, String> env = new TreeMap<>();
        Processes processes = new Processes(checkout);
        ControlPlane service = new ControlPlane(checkout, vault);
        service.database(env, database(processes, vault));
        env.putAll(service.warehouse(port(processes, "s3").map(DevEnv::url)));
        return env;
    }

    private static Database database(Processes processes, Vault vault) {
        String named = Stack.databaseOfUser();
        if (named != null) {
            return Database.parse(named);
        }
        int port = port(processes, "postgres")
                .orElseThrow(() -> new StackException("the stack does not run; start it with ./freshet up --detach"));
        return Database.ofStack(port, vault);
    }

    private static Optional<Integer> port(Processes processes, String role) {
        return processes.find(role).map(running -> Objects.requireNonNull(running.port()));
    }
}
