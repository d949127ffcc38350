package dev.freshet.server.startup;

import dev.freshet.server.deploy.EcsTasks;
import dev.freshet.server.deploy.KubernetesJobs;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where workers run ({@code FRESHET_LAUNCHER}). */
public sealed interface WorkerPlace {
    /** As child processes. */
    record Local() implements WorkerPlace {}

    /** As ECS tasks. */
    record Ecs(EcsTasks.Setup setup) implements WorkerPlace {}

    /**
     * As Kubernetes Jobs.
     *
     * @param authority certificate (PEM) that vouches for the API server; null: those that Java trusts
     */
    record Kubernetes(KubernetesJobs.Setup setup, @Nullable Path authority) implements WorkerPlace {}
}
