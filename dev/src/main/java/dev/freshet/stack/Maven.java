package dev.freshet.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Fetches artifacts by their coordinates with the checkout's own Maven, so that its mirrors and settings apply. */
record Maven(Path mvnw) {

    private static final String PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:";
    private static final Duration LIMIT = Duration.ofMinutes(15);

    static Maven of(Checkout checkout) {
        return new Maven(checkout.root().resolve("mvnw"));
    }

    /** Copies one artifact without what it depends on into the empty folder and returns its file. */
    Path fetch(String coordinates, Path folder) throws IOException {
        call(folder, List.of(PLUGIN + "copy", "-Dartifact=" + coordinates, "-DoutputDirectory=" + folder), coordinates);
        try (Stream<Path> files = Files.list(folder)) {
            return files.findFirst().orElseThrow(() -> new IOException("Maven copied no file for " + coordinates));
        }
    }

    /** Copies what the folder's {@code pom.xml} depends on into its folder {@code lib}. */
    void fetchAll(Path folder) {
        call(
                folder,
                List.of(
                        "-f",
                        folder.resolve("pom.xml").toString(),
                        PLUGIN + "copy-dependencies",
                        "-DoutputDirectory=" + folder.resolve("lib")),
                "the jars for " + folder);
    }

    private void call(Path folder, List<String> arguments, String what) {
        List<String> words = Stream.concat(Stream.of(mvnw.toString(), "-q", "-B"), arguments.stream())
                .toList();
        Command.of(words).in(folder).expect("cannot fetch " + what + " with Maven", LIMIT);
    }
}
