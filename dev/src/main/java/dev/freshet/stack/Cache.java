package dev.freshet.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Fetched and unpacked parts, shared by all checkouts of one user. A part appears whole or not at all, also when
 * several processes ask for it at the same time.
 */
record Cache(Path root) {

    /** Fills an empty folder with a part. */
    @FunctionalInterface
    interface Filler {
        void fill(Path folder) throws IOException;
    }

    /** {@code FRESHET_CACHE}, else {@code freshet} below the user's cache folder. */
    static Cache ofUser() {
        return new Cache(Optional.ofNullable(System.getenv("FRESHET_CACHE"))
                .filter(text -> !text.isBlank())
                .map(Path::of)
                .orElseGet(Cache::below)
                .toAbsolutePath());
    }

    private static Path below() {
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(text -> !text.isBlank())
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("freshet");
    }

    /** Whether the part needs no fetching any more. */
    boolean has(String name) {
        return Files.isDirectory(root.resolve(name));
    }

    /** The folder of that part, filled at its first use. */
    Path part(String name, Filler filler) {
        Path ready = root.resolve(name);
        if (Files.isDirectory(ready)) {
            return ready;
        }
        synchronized (Cache.class) {
            return locked(ready, filler);
        }
    }

    private Path locked(Path ready, Filler filler) {
        try {
            Files.createDirectories(root);
            Path lock = root.resolve(ready.getFileName() + ".lock");
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                assert held.isValid();
                return Files.isDirectory(ready) ? ready : filled(ready, filler);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot fill the cache " + ready, e);
        }
    }

    private Path filled(Path ready, Filler filler) throws IOException {
        Path work = Files.createTempDirectory(root, "fill-");
        try {
            filler.fill(work);
            readable(work);
            return Files.move(work, ready, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(work);
        }
    }

    /** Lets every user read and enter the tree, since servers may run as another one. */
    static void readable(Path tree) {
        Command.of("chmod", "-R", "a+rX", tree.toString()).output();
    }

    /** Deletes a tree, if it is there. */
    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
