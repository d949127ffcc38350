package dev.freshet.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Starts servers that outlive this process, keeps a note on each, finds them again and stops them. */
final class Processes {

    private final Checkout checkout;

    Processes(Checkout checkout) {
        this.checkout = checkout;
    }

    /** A server to start: its role names its note and its log file. */
    record Server(String role, List<String> command, Map<String, String> environment, int port, Path folder) {}

    /** Starts a server in a session of its own, so that no terminal takes it down. */
    Running start(Server server) {
        List<String> words = new ArrayList<>(session());
        words.addAll(server.command());
        try {
            Path log = rotate(server.role());
            ProcessBuilder builder = new ProcessBuilder(words)
                    .directory(server.folder().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .redirectInput(Path.of("/dev/null").toFile());
            builder.environment().putAll(server.environment());
            Running running = Running.of(server.role(), builder.start().toHandle(), server.port());
            Checkout.writeSecret(note(server.role()), Json.text(running));
            return running;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + server.role(), e);
        }
    }

    private static List<String> session() {
        if (Os.onPath("setsid").isPresent()) {
            return List.of("setsid");
        }
        return Os.onPath("perl").isPresent()
                ? List.of("perl", "-e", "use POSIX; POSIX::setsid(); exec @ARGV or exit 127", "--")
                : List.of("nohup");
    }

    private Path rotate(String role) throws IOException {
        Path log = log(role);
        if (Files.exists(log)) {
            Files.move(log, log.resolveSibling(role + ".1.log"), StandardCopyOption.REPLACE_EXISTING);
        }
        return log;
    }

    Path log(String role) {
        return checkout.logs().resolve(role + ".log");
    }

    /** The last lines of a server's log, to be shown when it did not start. */
    String logTail(String role) {
        try {
            List<String> lines = Files.readString(log(role), StandardCharsets.ISO_8859_1)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    private Path note(String role) {
        return checkout.run().resolve(role + ".json");
    }

    /** The living server of that role, if there is one. */
    Optional<Running> find(String role) {
        return Json.read(note(role), Running.class).filter(Running::alive);
    }

    /** Whether a server of that role is meant to run: it was started and nobody has stopped it. */
    boolean noted(String role) {
        return Files.exists(note(role));
    }

    /** The living workers, as the control plane noted them. */
    List<Running> workers() {
        return notes(checkout.run().resolve("workers")).stream()
                .flatMap(file -> Json.read(file, Running.class).stream())
                .filter(Running::alive)
                .toList();
    }

    private static List<Path> notes(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends the signal, waits, and kills what has not ended by then. */
    static void stop(List<Running> running, String signal, Duration patience) {
        List<ProcessHandle> processes =
                running.stream().flatMap(one -> one.process().stream()).toList();
        processes.forEach(process -> signal(process, signal));
        Instant end = Instant.now().plus(patience);
        processes.forEach(process -> await(process, end));
    }

    private static void signal(ProcessHandle process, String signal) {
        Command.of("kill", "-" + signal, Long.toString(process.pid())).run(Duration.ofSeconds(10));
    }

    private static void await(ProcessHandle process, Instant end) {
        try {
            while (!Running.ended(process) && Instant.now().isBefore(end)) {
                Thread.sleep(50);
            }
            if (!Running.ended(process)) {
                process.destroyForcibly();
                Thread.sleep(50);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Forgets the notes on a server that was stopped. */
    void forget(String role) throws IOException {
        Files.deleteIfExists(note(role));
    }

    /** Forgets the notes on all workers that have ended. */
    void forgetWorkers() throws IOException {
        for (Path file : notes(checkout.run().resolve("workers"))) {
            if (Json.read(file, Running.class).filter(Running::alive).isEmpty()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
