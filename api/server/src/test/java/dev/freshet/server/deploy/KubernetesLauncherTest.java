package dev.freshet.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Kubernetes Jobs, against the {@link KubernetesStandIn}. */
class KubernetesLauncherTest extends LauncherConformance {
    private final List<KubernetesStandIn> started = new ArrayList<>();

    @BeforeAll
    void begin() throws IOException {
        classpath(System.getProperty("java.class.path"));
    }

    @AfterAll
    void stop() {
        started.forEach(KubernetesStandIn::close);
    }

    @Override
    void classpath(String classpath) throws IOException {
        started.add(new KubernetesStandIn(command(classpath), folder));
    }

    private Launcher with(String token) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), token + "\n");
        return new RemoteLauncher(
                new KubernetesJobs(
                        HttpClient.newHttpClient(),
                        new KubernetesJobs.Setup(
                                started.getLast().address(), "freshet", "freshet:0.1.0", file, null, 8081)),
                Duration.ofMillis(100));
    }

    @Override
    Launcher launcher() throws IOException {
        return with(KubernetesStandIn.TOKEN);
    }

    @Override
    String readable(Launcher.Handle handle, Launcher.Order order) {
        return started.getLast().known();
    }

    @Override
    boolean remains(Launcher.Order order) {
        return started.getLast().has(Platform.Task.name(order.pipeline(), order.generation()));
    }

    @Test
    void aRefusalSaysWhatTheApiSays() throws Exception {
        refuses(with("stale"), hungry(), "Kubernetes", "401", "Unauthorized");
        assertThat(Files.exists(folder.resolve("token"))).isTrue();
    }
}
