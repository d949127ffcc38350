package dev.freshet.server.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.spi.sys.BootstrapDoor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Workers as Kubernetes Jobs of one Pod each, by five calls of the API. A Job's name is the generation's, so the API itself
 * keeps a second one away. What remains after an end is removed an hour later by the cluster, should nobody do it before.
 */
public final class KubernetesJobs implements Platform {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int GRACE_SECONDS = 60;
    private static final int KEPT_SECONDS = 3600;
    private static final int USER = 10001;
    private final HttpClient http;
    private final Setup setup;

    /**
     * Which cluster, and what runs there.
     *
     * @param api base address of the API server
     * @param token file with the service account's token, read for each call as the cluster renews it; null: none is sent
     * @param serviceAccount of the workers, which need no rights; null: the namespace's default
     * @param port where the container listens
     */
    public record Setup(
            URI api,
            String namespace,
            String image,
            @Nullable Path token,
            @Nullable String serviceAccount,
            int port) {}

    /** @param http trusts the API server's certificate */
    public KubernetesJobs(HttpClient http, Setup setup) {
        this.http = http;
        this.setup = setup;
    }

    @Override
    public String start(Task task) throws IOException {
        HttpResponse<String> answer = call("POST", jobs(""), job(task).toString());
        if (answer.statusCode() != 409) {
            expect(answer, "POST " + task.name());
        }
        return task.name();
    }

    private ObjectNode job(Task task) {
        ObjectNode job = JSON.createObjectNode().put("apiVersion", "batch/v1").put("kind", "Job");
        ObjectNode metadata = job.putObject("metadata").put("name", task.name());
        ObjectNode labels = labels(metadata.putObject("labels"), task);
        ObjectNode spec = job.putObject("spec")
                .put("backoffLimit", 0)
                .put("completions", 1)
                .put("parallelism", 1)
                .put("ttlSecondsAfterFinished", KEPT_SECONDS);
        ObjectNode template = spec.putObject("template");
        template.putObject("metadata").set("labels", labels.deepCopy());
        ObjectNode pod = template.putObject("spec")
                .put("restartPolicy", "Never")
                .put("automountServiceAccountToken", false)
                .put("enableServiceLinks", false)
                .put("terminationGracePeriodSeconds", GRACE_SECONDS);
        if (setup.serviceAccount() != null) {
            pod.put("serviceAccountName", setup.serviceAccount());
        }
        pod.putObject("securityContext")
                .put("runAsNonRoot", true)
                .put("runAsUser", USER)
                .put("runAsGroup", USER)
                .put("fsGroup", USER)
                .putObject("seccompProfile")
                .put("type", "RuntimeDefault");
        pod.putArray("volumes").addObject().put("name", "tmp").putObject("emptyDir");
        container(pod.putArray("containers").addObject(), task);
        return job;
    }

    private static ObjectNode labels(ObjectNode to, Task task) {
        return to.put("app.kubernetes.io/name", "freshet-worker")
                .put("app.kubernetes.io/managed-by", "freshet")
                .put("freshet.dev/tenant", task.whose().tenant())
                .put("freshet.dev/pipeline", task.whose().uid().toString())
                .put("freshet.dev/generation", Long.toString(task.generation()));
    }

    private void container(ObjectNode container, Task task) {
        container.put("name", "worker").put("image", setup.image());
        container.putArray("args").add("worker");
        container.putArray("ports").addObject().put("containerPort", setup.port());
        ArrayNode environment = container.putArray("env");
        environment.addObject().put("name", BootstrapDoor.PORT).put("value", Integer.toString(setup.port()));
        task.environment()
                .forEach((name, value) ->
                        environment.addObject().put("name", name).put("value", value));
        container.putArray("volumeMounts").addObject().put("name", "tmp").put("mountPath", "/tmp");
        String memory = Long.toString(task.memoryBytes());
        ObjectNode resources = container.putObject("resources");
        resources.putObject("requests").put("memory", memory).put("cpu", "250m");
        resources.putObject("limits").put("memory", memory);
        ObjectNode security = container
                .putObject("securityContext")
                .put("readOnlyRootFilesystem", true)
                .put("allowPrivilegeEscalation", false);
        security.putObject("capabilities").putArray("drop").add("ALL");
    }

    @Override
    public Look look(String place) throws IOException {
        HttpResponse<String> answer =
                call("GET", core("/pods?labelSelector=batch.kubernetes.io%2Fjob-name%3D" + place), null);
        JsonNode pods = expect(answer, "GET pods of " + place).path("items");
        if (!pods.isEmpty()) {
            return look(pods.get(0));
        }
        HttpResponse<String> job = call("GET", jobs("/" + place), null);
        if (job.statusCode() == 404) {
            return new Look(true, null, null, "The Job is gone.");
        }
        // Without a Pod a Job is about to begin, or has failed to, or its Pod was taken away.
        for (JsonNode condition : expect(job, "GET " + place).at("/status/conditions")) {
            if (condition.path("type").asText().equals("Failed")
                    && condition.path("status").asText().equals("True")) {
                return new Look(true, null, null, condition.path("message").asText());
            }
        }
        return new Look(false, null, null, null);
    }

    private Look look(JsonNode pod) {
        String phase = pod.at("/status/phase").asText();
        JsonNode ended = pod.at("/status/containerStatuses/0/state/terminated");
        if (ended.isObject() || phase.equals("Succeeded") || phase.equals("Failed")) {
            String reason = ended.path("reason").asText(pod.at("/status/reason").asText("The Pod ended."));
            return new Look(
                    true,
                    null,
                    ended.has("exitCode")
                            ? Integer.valueOf(ended.path("exitCode").asInt())
                            : null,
                    reason);
        }
        String ip = pod.at("/status/podIP").asText("");
        String host = ip.contains(":") ? "[" + ip + "]" : ip;
        URI address =
                ip.isEmpty() || !phase.equals("Running") ? null : URI.create("http://" + host + ":" + setup.port());
        return new Look(false, address, null, null);
    }

    /** Softly the Pod gets SIGTERM and its grace period, and the Job stays until the Pod is gone. */
    @Override
    public void end(String place, boolean softly) throws IOException {
        if (softly) {
            delete(place, "Foreground");
            return;
        }
        call(
                "DELETE",
                core("/pods?gracePeriodSeconds=0&labelSelector=batch.kubernetes.io%2Fjob-name%3D" + place),
                null);
        delete(place, "Background");
    }

    @Override
    public void forget(UUID pipeline, long generation) throws IOException {
        delete(Task.name(pipeline, generation), "Background");
    }

    private void delete(String place, String how) throws IOException {
        HttpResponse<String> answer = call("DELETE", jobs("/" + place + "?propagationPolicy=" + how), null);
        if (answer.statusCode() != 404) {
            expect(answer, "DELETE " + place);
        }
    }

    private String jobs(String below) {
        return "/apis/batch/v1/namespaces/" + setup.namespace() + "/jobs" + below;
    }

    private String core(String below) {
        return "/api/v1/namespaces/" + setup.namespace() + below;
    }

    private static JsonNode expect(HttpResponse<String> answer, String what) throws IOException {
        JsonNode body = JSON.readTree(answer.body());
        if (answer.statusCode() >= 300) {
            throw new IOException("Kubernetes answers " + what + " with " + answer.statusCode() + ": "
                    + body.path("message").asText());
        }
        return body;
    }

    private HttpResponse<String> call(String method, String path, @Nullable String body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(setup.api() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (setup.token() != null) {
            request.header(
                    "Authorization", "Bearer " + Files.readString(setup.token()).strip());
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
