package dev.freshet.server.deploy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecs.EcsClient;

/** ECS tasks, against moto's server with tasks that run ({@code ecs_stand_in.py}). */
class EcsLauncherTest extends LauncherConformance {
    private final List<Moto> started = new ArrayList<>();
    private int port;

    @BeforeAll
    void begin() throws Exception {
        port = Moto.freePort();
        classpath(System.getProperty("java.class.path"));
    }

    @AfterAll
    void stop() throws Exception {
        for (Moto moto : started) {
            moto.close();
        }
    }

    @Override
    void classpath(String classpath) throws Exception {
        String command = new ObjectMapper().writeValueAsString(command(classpath));
        started.add(Moto.start(
                "ecs_stand_in.py",
                Map.of("WORKER_COMMAND", command),
                folder,
                Integer.toString(port),
                folder.toString()));
    }

    private EcsClient client() {
        return EcsClient.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .endpointOverride(
                        URI.create(started.getLast().made().path("url").asText()))
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("t", "t")))
                .build();
    }

    @Override
    Launcher launcher() {
        return new RemoteLauncher(
                new EcsTasks(
                        client(),
                        new EcsTasks.Setup(
                                "freshet",
                                "freshet-worker-",
                                Map.of("small", 1024L, "large", 4096L),
                                List.of(started.getLast().made().path("subnet").asText()),
                                List.of(started.getLast().made().path("group").asText()),
                                false,
                                port)),
                Duration.ofMillis(100));
    }

    @Override
    String readable(Launcher.Handle handle, Launcher.Order order) {
        try (EcsClient ecs = client()) {
            return ecs.describeTasks(r -> r.cluster("freshet").tasks(handle.place()))
                            .tasks()
                    + ecs.describeTaskDefinition(r -> r.taskDefinition("freshet-worker-small"))
                            .toString();
        }
    }

    /** A stopped task is forgotten by the service itself. */
    @Override
    boolean remains(Launcher.Order order) {
        return false;
    }

    @Test
    void aSizeThatNoClassHasIsRefused() throws Exception {
        refuses(launcher(), hungry(), "spec.memory", "FRESHET_ECS_CLASSES");
    }
}
