package dev.freshet.server.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for the Kubernetes API, written from its public description: Jobs (batch/v1) are made, read and deleted, their
 * Pods (v1) listed and deleted by label, with bearer token, conflicts, propagation and grace periods. A Pod is a child
 * process with an address of its own below 127.78.0.0/16; its image is a command. What it lacks: watches, scheduling,
 * quotas, every other kind.
 */
final class KubernetesStandIn implements AutoCloseable {
    static final String TOKEN = "service-account-token";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JOBS = "/apis/batch/v1/namespaces/freshet/jobs";
    private static final String PODS = "/api/v1/namespaces/freshet/pods";
    private final HttpServer server;
    private final List<String> command;
    private final Path logs;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private int addresses;

    /** A Job with its Pod's process; {@code leaving}: it goes when the Pod has gone. */
    private static final class Job {
        final ObjectNode text;
        final Process process;
        final String address;
        boolean leaving;

        Job(ObjectNode text, Process process, String address) {
            this.text = text;
            this.process = process;
            this.address = address;
        }
    }

    KubernetesStandIn(List<String> command, Path logs) throws IOException {
        this.command = command;
        this.logs = logs;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** All that somebody may read who may list Jobs and Pods. */
    synchronized String known() {
        StringBuilder all = new StringBuilder();
        jobs.forEach((name, job) -> all.append(job.text).append(pod(name, job)));
        return all.toString();
    }

    synchronized boolean has(String name) {
        sweep();
        return jobs.containsKey(name);
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        boolean known = ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        Answer answer = known
                ? route(exchange.getRequestMethod(), exchange.getRequestURI(), body)
                : Answer.status(401, "Unauthorized", "Unauthorized");
        byte[] bytes = answer.body().toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.code(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private record Answer(int code, JsonNode body) {
        static Answer status(int code, String reason, String message) {
            return new Answer(
                    code,
                    JSON.createObjectNode()
                            .put("kind", "Status")
                            .put("apiVersion", "v1")
                            .put("status", code < 300 ? "Success" : "Failure")
                            .put("reason", reason)
                            .put("message", message)
                            .put("code", code));
        }
    }

    private synchronized Answer route(String method, URI uri, byte[] body) throws IOException {
        sweep();
        String path = uri.getPath();
        Map<String, String> query = query(uri);
        if (path.equals(JOBS) && method.equals("POST")) {
            return create((ObjectNode) JSON.readTree(body));
        }
        if (path.equals(PODS)) {
            String label = query.getOrDefault("labelSelector", "");
            Job job = jobs.get(label.substring(label.indexOf('=') + 1));
            return method.equals("DELETE")
                    ? deletePods(job, query)
                    : pods(label.substring(label.indexOf('=') + 1), job);
        }
        String name = path.substring(path.lastIndexOf('/') + 1);
        Job job = path.startsWith(JOBS + "/") ? jobs.get(name) : null;
        if (job == null) {
            return Answer.status(404, "NotFound", "jobs.batch \"" + name + "\" not found");
        }
        return method.equals("DELETE") ? delete(name, job, query) : new Answer(200, job.text);
    }

    private Answer create(ObjectNode text) throws IOException {
        String name = text.at("/metadata/name").asText();
        if (!name.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")) {
            return Answer.status(422, "Invalid", "metadata.name: Invalid value");
        }
        if (jobs.containsKey(name)) {
            return Answer.status(409, "AlreadyExists", "jobs.batch \"" + name + "\" already exists");
        }
        addresses++;
        String address = "127.78." + addresses / 250 + "." + (addresses % 250 + 1);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(logs.resolve(name + ".log").toFile());
        builder.environment().keySet().removeIf(variable -> !variable.equals("PATH"));
        builder.environment().put("FRESHET_WORKER_HOST", address);
        text.at("/spec/template/spec/containers/0/env")
                .forEach(pair -> builder.environment()
                        .put(pair.path("name").asText(), pair.path("value").asText()));
        jobs.put(name, new Job(text, builder.start(), address));
        return new Answer(201, text);
    }

    private static Answer pods(String name, @Nullable Job job) {
        ObjectNode list = JSON.createObjectNode().put("kind", "PodList").put("apiVersion", "v1");
        list.putArray("items");
        if (job != null) {
            list.withArray("items").add(pod(name, job));
        }
        return new Answer(200, list);
    }

    private static ObjectNode pod(String name, Job job) {
        ObjectNode pod = JSON.createObjectNode();
        pod.putObject("metadata")
                .put("name", name + "-x7k2p")
                .putObject("labels")
                .put("batch.kubernetes.io/job-name", name);
        pod.set("spec", job.text.at("/spec/template/spec").deepCopy());
        ObjectNode status = pod.putObject("status").put("podIP", job.address);
        ObjectNode state = status.putArray("containerStatuses")
                .addObject()
                .put("name", "worker")
                .putObject("state");
        if (job.process.isAlive()) {
            status.put("phase", "Running");
            state.putObject("running");
        } else {
            int code = job.process.exitValue();
            status.put("phase", code == 0 ? "Succeeded" : "Failed");
            state.putObject("terminated").put("exitCode", code).put("reason", code == 0 ? "Completed" : "Error");
        }
        return pod;
    }

    private static Answer deletePods(@Nullable Job job, Map<String, String> query) {
        if (job != null) {
            end(job, Integer.parseInt(query.getOrDefault("gracePeriodSeconds", "30")));
        }
        return Answer.status(200, "", "");
    }

    private static Answer delete(String name, Job job, Map<String, String> query) {
        end(
                job,
                job.text.at("/spec/template/spec/terminationGracePeriodSeconds").asInt(30));
        job.leaving = true;
        return query.getOrDefault("propagationPolicy", "Background").equals("Orphan")
                ? Answer.status(400, "BadRequest", "the stand-in leaves no orphans: " + name)
                : new Answer(200, job.text);
    }

    /** SIGTERM, and SIGKILL after the grace period. */
    private static void end(Job job, int graceSeconds) {
        if (graceSeconds == 0) {
            job.process.destroyForcibly();
            return;
        }
        job.process.destroy();
        Thread.ofVirtual().start(() -> {
            try {
                if (!job.process.waitFor(graceSeconds, TimeUnit.SECONDS)) {
                    job.process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void sweep() {
        jobs.values().removeIf(job -> job.leaving && !job.process.isAlive());
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> all = new LinkedHashMap<>();
        String raw = uri.getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            int at = pair.indexOf('=');
            all.put(pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
        }
        return all;
    }

    @Override
    public synchronized void close() {
        jobs.values().forEach(job -> job.process.destroyForcibly());
        server.stop(0);
    }
}
