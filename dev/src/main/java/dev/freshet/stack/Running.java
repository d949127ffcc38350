package dev.freshet.stack;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A process of the stack as its note in the run folder describes it. {@code started} (epoch milliseconds) or, for a
 * worker, its command line tells it from a stranger that was given the same pid later.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Running(
        String role,
        long pid,
        @Nullable Long started,
        @Nullable Integer port,
        @Nullable String tenant,
        @Nullable String pipeline,
        @Nullable Long generation) {

    private static final String WORKER_MAIN = "dev.freshet.worker";
    private static final long CLOCK_SLACK_MS = 1500;

    static Running of(String role, ProcessHandle process, int port) {
        Long started = process.info().startInstant().map(Instant::toEpochMilli).orElse(null);
        return new Running(role, process.pid(), started, port, null, null, null);
    }

    /** The living process, when it is still the one that the note is about. */
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(this::same)
                .filter(process -> !ended(process));
    }

    boolean alive() {
        return process().isPresent();
    }

    /** Whether the process has ended, though the system's first process has not collected it yet. */
    static boolean ended(ProcessHandle process) {
        try {
            String line = Files.readString(
                    Path.of("/proc", Long.toString(process.pid()), "stat"), StandardCharsets.ISO_8859_1);
            return line.substring(line.lastIndexOf(')') + 1).strip().startsWith("Z");
        } catch (IOException e) {
            return !process.isAlive();
        }
    }

    private boolean same(ProcessHandle process) {
        if (started == null) {
            return process.info().commandLine().orElse("").contains(WORKER_MAIN);
        }
        long actual = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return Math.abs(actual - started) <= CLOCK_SLACK_MS;
    }
}
