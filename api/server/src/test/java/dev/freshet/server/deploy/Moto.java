package dev.freshet.server.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** moto's server, an emulator of AWS, in the environment that the Terraform suite uses too; with a script around it. */
public final class Moto implements AutoCloseable {
    private static final String VERSION = "5.2.5";
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Process process;
    private final JsonNode made;

    private Moto(Process process, JsonNode made) {
        this.process = process;
        this.made = made;
    }

    /** Starts the script of that name; it gets a port, the arguments, and prints what it has made. */
    public static Moto start(String script, Map<String, String> environment, Path folder, String... arguments)
            throws IOException, InterruptedException {
        Path python = python();
        Path file = folder.resolve(script);
        try (InputStream source = Objects.requireNonNull(Moto.class.getResourceAsStream("/" + script))) {
            Files.copy(source, file, StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> command = new java.util.ArrayList<>(List.of(python.toString(), file.toString()));
        command.add(Integer.toString(freePort()));
        command.addAll(List.of(arguments));
        Path log = folder.resolve("moto.log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        if (line == null) {
            throw new IOException("moto did not start:\n" + Files.readString(log));
        }
        return new Moto(process, JSON.readTree(line));
    }

    public JsonNode made() {
        return made;
    }

    /** Below the ephemeral ports. */
    public static int freePort() throws IOException {
        for (int port = 20_000 + (int) (ProcessHandle.current().pid() % 10_000); port < 32_000; port++) {
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
                return free.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IOException("no port is free");
    }

    private static Path python() throws IOException, InterruptedException {
        String cache =
                System.getenv().getOrDefault("FRESHET_CACHE", System.getProperty("user.home") + "/.cache/freshet");
        Path home = Path.of(cache, "moto-" + VERSION);
        Path python = home.resolve("bin/python");
        if (!Files.isExecutable(home.resolve("bin/moto_server"))) {
            boolean made = run("python3", "-m", "venv", home.toString())
                    && run(home.resolve("bin/pip").toString(), "install", "-q", "moto[server]==" + VERSION);
            Assumptions.assumeTrue(made, "moto " + VERSION + " cannot be installed (Python 3.10 or later, and PyPI)");
        }
        return python;
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(5, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
