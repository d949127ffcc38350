package dev.freshet.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JVM that runs this program, for servers that should start quickly and stay small. */
final class Jvm {

    private Jvm() {}

    /** The start of a command line, with that much heap at most; English whatever the user's language. */
    static List<String> command(String heap) {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-Duser.language=en",
                "-Duser.country=US",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
    }
}
