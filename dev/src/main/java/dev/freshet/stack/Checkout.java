package dev.freshet.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The folders of one checkout: its sources, and the home that holds everything the stack writes. */
record Checkout(Path root, Path home) {

    private static final List<String> OWN = List.of(
            "app",
            "build",
            "dev.env",
            "kafka",
            "keycloak",
            "logs",
            "maven",
            "postgres",
            "run",
            "s3",
            "scratch",
            "secrets.json",
            "warehouse");

    /** As the launcher names it in the environment, else the folder above that holds {@code mvnw}. */
    static Checkout current() {
        Path root = setting("FRESHET_ROOT").orElseGet(Checkout::above);
        return new Checkout(root, setting("FRESHET_HOME").orElse(root.resolve(".freshet")));
    }

    private static Optional<Path> setting(String name) {
        return Optional.ofNullable(System.getenv(name))
                .filter(text -> !text.isBlank())
                .map(text -> Path.of(text).toAbsolutePath().normalize());
    }

    private static Path above() {
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mvnw"))) {
                return folder;
            }
        }
        throw new StackException("run this inside a checkout of Freshet, or set FRESHET_ROOT (now in " + start + ")");
    }

    /** Process and port notes. */
    Path run() {
        return home.resolve("run");
    }

    Path logs() {
        return home.resolve("logs");
    }

    Path warehouse() {
        return home.resolve("warehouse");
    }

    Path devEnv() {
        return home.resolve("dev.env");
    }

    /** What no tenant may read, although it lies below folders that they may: secrets, logs and data of the stack. */
    Stream<Path> closed() {
        return Stream.of(home, root.resolve(".freshet"))
                .distinct()
                .flatMap(one -> OWN.stream().map(one::resolve));
    }

    /** Makes the folders; everyone may pass through the home, for PostgreSQL may run as another user. */
    void prepare() {
        try {
            for (Path folder : new Path[] {home, run(), run().resolve("workers"), logs(), warehouse()}) {
                Files.createDirectories(folder);
            }
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
            Files.setPosixFilePermissions(run(), PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare " + home, e);
        }
    }

    /** Writes a file that only its owner may read, in one step. */
    static void writeSecret(Path file, String text) {
        try {
            Path work = Files.createTempFile(
                    file.getParent(),
                    ".write-",
                    ".tmp",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(work, text);
            Files.move(work, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
