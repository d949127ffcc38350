package dev.freshet.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A server that belongs to this JVM: it is stopped and its folder deleted when the JVM ends, also when the JVM is
 * killed, because its watcher waits for the end of a pipe that only this JVM holds open.
 */
final class Leash implements AutoCloseable {

    private static final String WATCH = """
            folder=$1; signal=$2; shift 2
            trap : INT TERM HUP
            "$@" </dev/null & server=$!
            cat >/dev/null
            kill -"$signal" "$server"
            wait "$server"
            rm -rf "$folder"
            """;

    /** How long a watcher may take until its server can be seen below it. */
    private static final long GRACE_NANOS = 5_000_000_000L;

    private final Process watcher;
    private final long started = System.nanoTime();

    private Leash(Process watcher) {
        this.watcher = watcher;
    }

    /** Starts the command; on release the signal is sent, its end awaited and the folder deleted. */
    static Leash start(List<String> command, String signal, Path folder, Path log) {
        return start(command, Map.of(), signal, folder, log);
    }

    /** The same with additions to the environment. */
    static Leash start(List<String> command, Map<String, String> environment, String signal, Path folder, Path log) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", WATCH, "leash", folder.toString(), signal));
        words.addAll(command);
        try {
            ProcessBuilder builder = new ProcessBuilder(words)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            Leash leash = new Leash(builder.start());
            Runtime.getRuntime().addShutdownHook(new Thread(leash::close, "freshet-leash"));
            return leash;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.getFirst(), e);
        }
    }

    /** Whether the server still runs. */
    boolean alive() {
        boolean young = System.nanoTime() - started < GRACE_NANOS;
        return watcher.isAlive() && (young || serverRuns());
    }

    private boolean serverRuns() {
        return watcher.descendants()
                .anyMatch(child -> !child.info().command().orElse("").endsWith("/cat"));
    }

    @Override
    public void close() {
        try {
            watcher.getOutputStream().close();
            if (!watcher.waitFor(30, TimeUnit.SECONDS)) {
                watcher.descendants().forEach(ProcessHandle::destroyForcibly);
            }
        } catch (IOException e) {
            watcher.descendants().forEach(ProcessHandle::destroyForcibly);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
