package dev.freshet.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the client sees of the machine.
 *
 * @param directory the working directory
 * @param home the user's home folder
 * @param interactive whether a person sits at a terminal
 */
public record Surroundings(
        Map<String, String> environment,
        Path directory,
        Path home,
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean interactive) {

    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /** The process's own. Output is UTF-8 whatever the locale says. */
    public static Surroundings ofProcess() {
        return new Surroundings(
                System.getenv(),
                Path.of("").toAbsolutePath(),
                Path.of(System.getProperty("user.home", ".")),
                System.in,
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                System.console() != null && System.console().isTerminal());
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** An environment variable; empty counts as absent. */
    public @Nullable String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /** A path as the user wrote it, against the working directory. */
    public Path resolve(String path) {
        return directory.resolve(path).normalize();
    }
}
