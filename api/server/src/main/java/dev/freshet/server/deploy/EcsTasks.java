package dev.freshet.server.deploy;

import java.io.IOException;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.AssignPublicIp;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.PropagateTags;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.Tag;

/** Workers as tasks of Amazon ECS on Fargate: one task per generation, of the smallest class that has the memory. */
public final class EcsTasks implements Platform {
    private static final String CONTAINER = "worker";
    private final EcsClient ecs;
    private final Setup setup;

    /**
     * Where tasks run.
     *
     * @param family what task definitions are called; the class follows
     * @param classes name of each class and its memory in MiB
     * @param port where the container listens
     */
    public record Setup(
            String cluster,
            String family,
            Map<String, Long> classes,
            List<String> subnets,
            List<String> securityGroups,
            boolean publicIp,
            int port) {
        public Setup {
            classes = Map.copyOf(classes);
            subnets = List.copyOf(subnets);
            securityGroups = List.copyOf(securityGroups);
        }
    }

    public EcsTasks(EcsClient ecs, Setup setup) {
        this.ecs = ecs;
        this.setup = setup;
    }

    /** The service itself keeps a second task away: the client token is the generation's name. */
    @Override
    public String start(Task task) throws IOException {
        try {
            RunTaskResponse answer = ecs.runTask(request(task));
            if (answer.tasks().isEmpty()) {
                throw new IOException("ECS starts no task: "
                        + answer.failures().stream().map(f -> f.reason()).toList());
            }
            return answer.tasks().getFirst().taskArn();
        } catch (SdkException e) {
            throw new IOException("ECS starts no task: " + e.getMessage(), e);
        }
    }

    private RunTaskRequest request(Task task) throws IOException {
        List<KeyValuePair> environment = task.environment().entrySet().stream()
                .map(e -> KeyValuePair.builder()
                        .name(e.getKey())
                        .value(e.getValue())
                        .build())
                .toList();
        return RunTaskRequest.builder()
                .cluster(setup.cluster())
                .taskDefinition(setup.family() + sizeOf(task.memoryBytes()))
                .launchType(LaunchType.FARGATE)
                .count(1)
                .clientToken(task.name())
                .startedBy(task.name())
                .propagateTags(PropagateTags.TASK_DEFINITION)
                .tags(
                        tag("freshet-tenant", task.whose().tenant()),
                        tag("freshet-pipeline", task.whose().pipeline()))
                .networkConfiguration(n -> n.awsvpcConfiguration(v -> v.subnets(setup.subnets())
                        .securityGroups(setup.securityGroups())
                        .assignPublicIp(setup.publicIp() ? AssignPublicIp.ENABLED : AssignPublicIp.DISABLED)))
                .overrides(o -> o.containerOverrides(c -> c.name(CONTAINER).environment(environment)))
                .build();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private String sizeOf(long bytes) throws IOException {
        long wanted = (bytes + (1 << 20) - 1) >> 20;
        return setup.classes().entrySet().stream()
                .filter(size -> size.getValue() >= wanted)
                .min(Comparator.comparingLong(Map.Entry::getValue))
                .map(Map.Entry::getKey)
                .orElseThrow(() -> new IOException("spec.memory wants " + wanted + " MiB, and no class of workers has"
                        + " that much (FRESHET_ECS_CLASSES: " + setup.classes() + ")"));
    }

    @Override
    public Look look(String place) throws IOException {
        try {
            DescribeTasksResponse answer =
                    ecs.describeTasks(r -> r.cluster(setup.cluster()).tasks(place));
            return answer.tasks().isEmpty()
                    ? new Look(true, null, null, "ECS does not know the task any more.")
                    : look(answer.tasks().getFirst());
        } catch (SdkException e) {
            throw new IOException("ECS does not describe the task: " + e.getMessage(), e);
        }
    }

    private Look look(software.amazon.awssdk.services.ecs.model.Task task) {
        Container container = task.containers().stream()
                .filter(one -> CONTAINER.equals(one.name()))
                .findFirst()
                .orElse(null);
        boolean ended = List.of("DEPROVISIONING", "STOPPED", "DELETED").contains(String.valueOf(task.lastStatus()));
        Integer code = container == null || !ended ? null : container.exitCode();
        return new Look(ended, address(task), code, ended ? task.stoppedReason() : null);
    }

    private @Nullable URI address(software.amazon.awssdk.services.ecs.model.Task task) {
        return task.attachments().stream()
                .filter(one -> "ElasticNetworkInterface".equals(one.type()))
                .flatMap(one -> one.details().stream())
                .filter(detail -> "privateIPv4Address".equals(detail.name()))
                .findFirst()
                .map(detail -> URI.create("http://" + detail.value() + ":" + setup.port()))
                .orElse(null);
    }

    /** ECS knows one way: SIGTERM, and SIGKILL after the definition's stopTimeout. */
    @Override
    public void end(String place, boolean softly) throws IOException {
        try {
            ecs.stopTask(r -> r.cluster(setup.cluster())
                    .task(place)
                    .reason(softly ? "stopped by Freshet" : "ended by Freshet: it did not listen"));
        } catch (SdkException e) {
            if (!look(place).ended()) {
                throw new IOException("ECS does not stop the task: " + e.getMessage(), e);
            }
        }
    }

    /** ECS forgets a stopped task by itself, within an hour. */
    @Override
    public void forget(UUID pipeline, long generation) {}
}
