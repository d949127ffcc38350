package dev.freshet.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The stack that runs: its addresses and credentials out of {@code dev.env}, its launcher, its processes. */
final class LocalStack {
    static final ObjectMapper JSON = new ObjectMapper();

    /** The checkout. */
    static final Path ROOT = root();

    /** Where the stack keeps everything. */
    static final Path HOME = home();

    private static final Map<String, String> SETTINGS = read(HOME.resolve("dev.env"));

    private LocalStack() {}

    /** What a command printed, and how it ended. */
    record Finished(int code, String out, String err) {}

    private static Path root() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mvnw"))) {
                return folder;
            }
        }
        throw new IllegalStateException("not inside a checkout");
    }

    private static Path home() {
        String named = System.getProperty("acceptance.home", System.getenv("FRESHET_HOME"));
        return named == null || named.isBlank() ? ROOT.resolve(".freshet") : Path.of(named);
    }

    private static Map<String, String> read(Path file) {
        Map<String, String> values = new HashMap<>();
        try (Stream<String> lines = Files.lines(file)) {
            lines.filter(line -> line.contains("=")).forEach(line -> {
                int at = line.indexOf('=');
                values.put(line.substring(0, at), line.substring(at + 1).replaceAll("^'|'$", ""));
            });
        } catch (IOException e) {
            throw new UncheckedIOException("the stack has not been started: ./freshet up --detach --kafka", e);
        }
        return values;
    }

    /** A line of {@code dev.env}. */
    static String setting(String name) {
        String value = SETTINGS.get(name);
        if (value == null) {
            throw new IllegalStateException(name + " is not in " + HOME.resolve("dev.env")
                    + "; these tests need a stack started by ./freshet up --detach --kafka");
        }
        return value;
    }

    /** Runs {@code ./freshet} with those words, as acme's admin unless the words say otherwise. */
    static Finished freshet(String... words) {
        return freshet(Map.of(), words);
    }

    static Finished freshet(Map<String, String> environment, String... words) {
        try {
            List<String> command =
                    new ArrayList<>(List.of(ROOT.resolve("freshet").toString()));
            command.addAll(List.of(words));
            Path out = Files.createTempFile("freshet-out", ".txt");
            Path err = Files.createTempFile("freshet-err", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(ROOT.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("FRESHET_") && !name.contains("CACHE"));
            builder.environment().put("FRESHET_HOME", HOME.toString());
            builder.environment().put("FRESHET_BUILD", "no");
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(3, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("./freshet " + String.join(" ", words) + " does not end");
            }
            Finished finished = new Finished(process.exitValue(), Files.readString(out), Files.readString(err));
            Files.delete(out);
            Files.delete(err);
            return finished;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What {@code ./freshet status -o json} says of the processes of that role. */
    static List<JsonNode> processes(String role) {
        try {
            List<JsonNode> found = new ArrayList<>();
            for (JsonNode process :
                    JSON.readTree(freshet("status", "-o", "json").out()).path("processes")) {
                if (process.path("role").asText().equals(role)) {
                    found.add(process);
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Pids of the workers of a pipeline of acme, newest generation first; read off the launcher's notes. */
    static List<Long> workers(String pipeline) {
        List<JsonNode> notes = new ArrayList<>();
        try (Stream<Path> files = Files.list(HOME.resolve("run/workers"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                JsonNode note = JSON.readTree(file.toFile());
                if (note.path("tenant").asText().equals("acme")
                        && note.path("pipeline").asText().equals(pipeline)) {
                    notes.add(note);
                }
            }
        } catch (IOException e) {
            return List.of(); // a note went away while it was read
        }
        notes.sort(Comparator.comparingLong((JsonNode n) -> n.path("generation").asLong())
                .reversed());
        return notes.stream()
                .map(n -> n.path("pid").asLong())
                .filter(LocalStack::lives)
                .toList();
    }

    static boolean lives(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent() && !isZombie(pid);
    }

    /** Where the system's first process does not collect orphans, the dead stay listed. */
    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.substring(stat.lastIndexOf(')') + 1).strip().startsWith("Z");
        } catch (IOException e) {
            return false;
        }
    }

    /** {@code kill -9}; false when there is no such process any more. */
    static boolean kill(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false);
    }

    /** The stack's database, as its superuser. */
    static Connection database() throws SQLException {
        URI uri = URI.create(setting("FRESHET_DATABASE_URL"));
        String[] login = uri.getRawUserInfo().split(":", 2);
        return login(decode(login[0]), decode(login[1]));
    }

    /** The stack's database, as somebody. */
    static Connection login(String user, String password) throws SQLException {
        URI uri = URI.create(setting("FRESHET_DATABASE_URL"));
        String address = "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getRawPath();
        return DriverManager.getConnection(address, user, password);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** An empty folder that the service may read. */
    static Path folder(String name) {
        Path folder = HOME.resolve("acceptance").resolve(name);
        try {
            if (Files.exists(folder)) {
                try (Stream<Path> old = Files.walk(folder)) {
                    for (Path p : old.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(p);
                    }
                }
            }
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A text of this module's resources. */
    static String resource(String name) {
        try (var in = LocalStack.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static @Nullable JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            return null;
        }
    }
}
