package dev.freshet.server.deploy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Child processes. */
class LocalLauncherTest extends LauncherConformance {
    private String classpath = System.getProperty("java.class.path");

    @Override
    Launcher launcher() {
        return new LocalLauncher(folder, classpath, List.of());
    }

    @Override
    void classpath(String other) {
        classpath = other;
    }

    /** What {@code ps} shows, and the environment, which the same user may read. */
    @Override
    String readable(Launcher.Handle handle, Launcher.Order order) throws Exception {
        Path process = Path.of("/proc", Long.toString(handle.pid()));
        return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                + Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
    }

    @Override
    boolean remains(Launcher.Order order) {
        return Files.exists(folder.resolve("run/workers/" + order.pipeline() + "-" + order.generation() + ".json"));
    }
}
