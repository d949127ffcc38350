package dev.freshet.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs command lines as a process would, in a folder and an environment of its own. */
final class Terminal {
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private String stdin = "";

    /** What a command line left. */
    record Result(int exit, String out, String err) {}

    Terminal(Path folder) {
        this.folder = folder;
    }

    /** Speaks with that service as an ordinary client of acme. */
    static Terminal of(Path folder, Service service) {
        return new Terminal(folder)
                .with("FRESHET_URL", service.url())
                .with("FRESHET_TOKEN_URL", service.url() + "/token")
                .with("FRESHET_TENANT", "acme")
                .with("FRESHET_CLIENT_ID", "script")
                .with("FRESHET_CLIENT_SECRET", "s3cret");
    }

    Terminal with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Terminal typing(String text) {
        stdin = text;
        return this;
    }

    Result run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        return run(out, new ByteArrayOutputStream(), args);
    }

    Result run(ByteArrayOutputStream out, ByteArrayOutputStream err, String... args) {
        Surroundings here = new Surroundings(
                environment,
                folder,
                folder.resolve("home"),
                new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        int exit = new Cli(here).run(args);
        return new Result(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
