package dev.freshet.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Copies of what was built, one folder per state of the build: running processes read from the copy, so a later build
 * cannot change a jar under them.
 */
record Apps(Path root, Path folder) {

    static Apps of(Checkout checkout) {
        return new Apps(checkout.root(), checkout.home().resolve("app"));
    }

    private List<Path> parts() {
        return List.of(
                root.resolve("api/server/target/quarkus-app"),
                root.resolve("engine/worker/target/lib"),
                root.resolve("ui/dist"));
    }

    /** The folder with {@code server}, {@code worker} and {@code ui} as they were built last. */
    Path current() throws IOException {
        Path copy = folder.resolve(fingerprint());
        if (!Files.isDirectory(copy)) {
            Files.createDirectories(folder);
            Path work = Files.createTempDirectory(folder, "copy-");
            copy(parts().get(0), work.resolve("server"));
            copy(parts().get(1), work.resolve("worker"));
            copy(parts().get(2), work.resolve("ui"));
            for (Path jar : workerJars()) {
                Files.copy(jar, work.resolve("worker").resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.move(work, copy, StandardCopyOption.ATOMIC_MOVE);
        }
        return copy;
    }

    private List<Path> workerJars() throws IOException {
        Path target = root.resolve("engine/worker/target");
        if (!Files.isDirectory(target)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(
                            file -> file.getFileName().toString().matches("freshet-worker-[0-9.]+(-SNAPSHOT)?\\.jar"))
                    .toList();
        }
    }

    private String fingerprint() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path part : Stream.concat(parts().stream(), workerJars().stream()).toList()) {
            for (Path file : files(part)) {
                all.append(file).append(Files.size(file)).append(Files.getLastModifiedTime(file));
            }
        }
        return UUID.nameUUIDFromBytes(all.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    private static List<Path> files(Path part) throws IOException {
        if (!Files.exists(part)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(part)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (Path file : files(from)) {
            Path target = to.resolve(from.relativize(file).toString());
            Files.createDirectories(target.getParent());
            Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** Deletes all copies; nothing may run from them. */
    void clear() {
        try {
            Cache.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }

    static String workerClasspath(Path app) {
        return app.resolve("worker").resolve("*").toString();
    }

    /** The folder as a file URL without a slash at its end. */
    static String url(Path folder) {
        return "file://" + folder.toUri().getRawPath().replaceFirst("/$", "");
    }
}
