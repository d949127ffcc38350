package dev.freshet.server.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Workers as child JVMs of this machine. They outlive the control plane: own session, output into a file of their own,
 * nothing read from us after the bootstrap. The environment is not passed on, for it holds the service's secrets.
 */
public final class LocalLauncher implements Launcher {
    private static final String MAIN = "dev.freshet.worker.startup.WorkerMain";
    private static final Set<String> PASSED_ON = Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "USER");
    private static final long LEAST_HEAP = 192L << 20;
    private final Path home;
    private final String classpath;
    private final List<String> jvmOptions;
    private final LogFiles logs;
    private final ObjectMapper json = new ObjectMapper();

    public LocalLauncher(Path home, String classpath, List<String> jvmOptions) {
        this.home = home;
        this.classpath = classpath;
        this.jvmOptions = List.copyOf(jvmOptions);
        this.logs = new LogFiles(home.resolve("logs"));
    }

    @Override
    public Started launch(Order order) throws IOException {
        if (classpath.isBlank()) {
            throw new IOException("FRESHET_WORKER_CLASSPATH is not set; this control plane cannot start workers");
        }
        Handle there = remembered(order);
        if (there != null) {
            return new Started(there, exitOf(there));
        }
        Path log = logs.file(order.whose(), order.generation());
        Files.createDirectories(log.getParent());
        Process process = start(order, log);
        try (OutputStream in = process.getOutputStream()) {
            in.write(json.writeValueAsBytes(order.bootstrap()));
        } catch (IOException e) {
            // It died before it had read everything; its exit code says why.
        }
        Handle handle = new Handle(process.pid(), startOf(process.toHandle()), null);
        remember(order, handle);
        return new Started(handle, process.onExit().thenApply(Process::exitValue));
    }

    /** The process of an earlier launch of the same generation, while it lives. */
    private @Nullable Handle remembered(Order order) throws IOException {
        Path file = note(order.pipeline(), order.generation());
        if (!Files.exists(file)) {
            return null;
        }
        JsonNode note = json.readTree(file.toFile());
        Instant start =
                note.has("start") ? Instant.ofEpochMilli(note.path("start").asLong()) : null;
        Handle handle = new Handle(note.path("pid").asLong(), start, null);
        return observe(handle).alive() ? handle : null;
    }

    private static CompletionStage<Integer> exitOf(Handle handle) {
        CompletableFuture<Integer> exit = new CompletableFuture<>();
        ProcessHandle.of(handle.pid()).ifPresent(process -> process.onExit().thenAccept(gone -> exit.complete(null)));
        return exit;
    }

    private Process start(Order order, Path log) throws IOException {
        Path scratch = home.resolve("scratch");
        Files.createDirectories(scratch);
        ProcessBuilder builder = new ProcessBuilder(command(order))
                .directory(scratch.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> !PASSED_ON.contains(name));
        return builder.start();
    }

    private List<String> command(Order order) {
        List<String> command = new ArrayList<>();
        Path setsid = Path.of("/usr/bin/setsid");
        if (Files.isExecutable(setsid)) {
            command.add(setsid.toString());
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        long heap = Math.max(LEAST_HEAP, order.memoryBytes() / 2);
        command.add("-Xmx" + (heap >> 20) + "m");
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classpath, MAIN));
        return command;
    }

    private void remember(Order order, Handle handle) throws IOException {
        ObjectNode note = json.createObjectNode()
                .put("role", "worker")
                .put("pid", handle.pid())
                .put("port", 0)
                .put("tenant", order.whose().tenant())
                .put("pipeline", order.whose().pipeline())
                .put("generation", order.generation());
        if (handle.start() != null) {
            note.put("start", handle.start().toEpochMilli());
        }
        write(order.pipeline(), order.generation(), note);
    }

    /** Adds the port, once it is known, to what is kept about a worker. */
    public void port(UUID pipeline, long generation, int port) {
        Path file = note(pipeline, generation);
        try {
            if (Files.exists(file) && json.readTree(file.toFile()) instanceof ObjectNode note) {
                if (note.path("port").asInt() != port) {
                    write(pipeline, generation, note.put("port", port));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(UUID pipeline, long generation, ObjectNode note) throws IOException {
        Path file = note(pipeline, generation);
        Files.createDirectories(file.getParent());
        Path draft = file.resolveSibling(file.getFileName() + ".tmp");
        Files.write(draft, json.writeValueAsBytes(note));
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path note(UUID pipeline, long generation) {
        return home.resolve("run").resolve("workers").resolve(pipeline + "-" + generation + ".json");
    }

    @Override
    public void forget(UUID pipeline, long generation) {
        try {
            Files.deleteIfExists(note(pipeline, generation));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Seen observe(Handle handle) {
        return ProcessHandle.of(handle.pid())
                .filter(ProcessHandle::isAlive)
                .filter(process -> isSame(process, handle))
                .filter(process -> !isZombie(handle.pid()))
                .map(process -> Seen.ALIVE)
                .orElse(Seen.GONE);
    }

    @Override
    public void end(Handle handle, boolean softly) {
        ProcessHandle.of(handle.pid())
                .filter(process -> isSame(process, handle))
                .ifPresent(process -> {
                    if (softly) {
                        process.destroy();
                    } else {
                        process.destroyForcibly();
                    }
                });
    }

    private static boolean isSame(ProcessHandle process, Handle handle) {
        Instant start = startOf(process);
        return handle.start() == null
                || start == null
                || Math.abs(start.toEpochMilli() - handle.start().toEpochMilli()) < 1000;
    }

    private static @Nullable Instant startOf(ProcessHandle process) {
        return process.info().startInstant().orElse(null);
    }

    /** A dead child of a dead control plane stays a zombie where the first process does not collect orphans. */
    private static boolean isZombie(long pid) {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        try {
            String line = Files.readString(stat, StandardCharsets.ISO_8859_1);
            String state = line.substring(line.lastIndexOf(')') + 1).trim().toUpperCase(Locale.ROOT);
            return state.startsWith("Z") || state.startsWith("X");
        } catch (IOException e) {
            return false;
        }
    }
}
