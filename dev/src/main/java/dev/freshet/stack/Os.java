package dev.freshet.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine that the stack runs on, in the words that its parts use for it. */
record Os(String family, String arch) {

    /** This machine. */
    static Os current() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return new Os(name.contains("mac") ? "darwin" : name, isArm(arch) ? "arm_64" : "x86_64");
    }

    private static boolean isArm(String arch) {
        return arch.equals("aarch64") || arch.equals("arm64");
    }

    boolean linux() {
        return family.equals("linux");
    }

    /** As in {@code linux-x86_64}. */
    String platform() {
        return family + "-" + arch;
    }

    /** Where a program of that name stands on the PATH, if anywhere. */
    static Optional<Path> onPath(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        return Stream.of(path.split(":"))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Whether this process runs as root. */
    static boolean root() {
        try {
            Path self = Path.of("/proc/self");
            if (Files.exists(self)) {
                return Integer.valueOf(0).equals(Files.getAttribute(self, "unix:uid"));
            }
            return Command.of("id", "-u").output().strip().equals("0");
        } catch (IOException e) {
            throw new StackException("cannot tell which user this is: " + e.getMessage(), e);
        }
    }
}
