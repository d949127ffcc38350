package dev.freshet.stack.image;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.freshet.stack.StackException;
import dev.freshet.stack.TestPostgres;
import dev.freshet.stack.TestS3;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs the image's control plane and a worker once, on a database, an S3 server and an issuer of its own, so that the JVM can
 * write down which classes they load and how they are linked (the AOT caches). Nothing of the run gets into the image.
 */
final class Training implements AutoCloseable {
    private static final String AUDIENCE = "freshet-api";
    private static final String PIPELINE = """
            {"api_version": "freshet/v1", "kind": "Pipeline", "metadata": {"name": "training"}, "spec": {
              "desired_state": "RUNNING",
              "sources": {"orders": {"connector": "push",
                "columns": {"id": "BIGINT NOT NULL", "who": "VARCHAR", "amount": "DECIMAL(10, 2)"}, "primary_key": ["id"]}},
              "sql": "CREATE VIEW total AS SELECT who, COUNT(*) AS n, SUM(amount) AS amount FROM orders GROUP BY who;"}}
            """;

    private final Path rootfs;
    private final Path caches;
    private final Path work;
    private final KeyPair keys;
    private final HttpServer issuer;
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    private Training(Path rootfs, Path caches) throws IOException, GeneralSecurityException {
        this.rootfs = rootfs;
        this.caches = Files.createDirectories(caches).toAbsolutePath();
        this.work = Files.createTempDirectory("freshet-training-");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        this.keys = generator.generateKeyPair();
        this.issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/", this::answer);
        issuer.start();
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
    }

    /** Writes {@code control-plane.aot} and {@code worker.aot} into that folder, from what runs in the root file system. */
    static void run(Path rootfs, Path caches) throws IOException, InterruptedException {
        try (Training training = new Training(rootfs, caches)) {
            training.train();
        } catch (GeneralSecurityException e) {
            throw new StackException("no RSA keys in this JVM", e);
        }
    }

    private void train() throws IOException, InterruptedException {
        Path log = work.resolve("control-plane.log");
        Process plane = controlPlane(log);
        try {
            await("/q/health/ready", "\"UP\"", plane, log);
            String home = "/api/v1/tenants/training/pipelines/training";
            call("PUT", home, "application/json", PIPELINE);
            await(home, "\"state\":\"RUNNING\"", plane, log);
            call("POST", home + "/tables/orders/records", "application/x-ndjson", """
                    {"id": 1, "who": "a", "amount": "1.50"}
                    {"id": 2, "who": "b", "amount": "2.50"}
                    """);
            call("GET", home + "/views/total/rows", "", "");
            call("POST", home + "/queries", "application/json", "{\"sql\": \"SELECT * FROM total\"}");
            call("POST", home + "/operations", "application/json", "{\"type\": \"CHECKPOINT\"}");
        } finally {
            // The worker goes on and ends last: nobody then is impatient with it while its JVM writes what it recorded.
            plane.destroy();
            if (!plane.waitFor(10, TimeUnit.MINUTES)) {
                plane.destroyForcibly();
            }
            ofImage().forEach(ProcessHandle::destroy);
        }
        await(caches.resolve("worker.aot"));
        await(caches.resolve("control-plane.aot"));
    }

    private Process controlPlane(Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "/bin/sh", rootfs.resolve("opt/freshet/bin/freshet").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("FRESHET_"));
        builder.environment().putAll(settings());
        return builder.start();
    }

    private Map<String, String> settings() throws IOException {
        TestPostgres postgres = TestPostgres.shared();
        TestS3.shared().createBucket("training");
        Path seed = work.resolve("seed.json");
        Files.writeString(seed, """
                {"tenants": [{"id": "training", "name": "Training"}],
                 "members": [{"issuer": "%s", "subject": "trainer", "tenant": "training", "role": "admin"}]}
                """.formatted(address()));
        Map<String, String> all = new TreeMap<>();
        all.put("JAVA_TOOL_OPTIONS", "-XX:AOTCacheOutput=" + caches.resolve("control-plane.aot"));
        all.put("FRESHET_WORKER_JVM_OPTIONS", "-XX:AOTCacheOutput=" + caches.resolve("worker.aot"));
        all.put(
                "FRESHET_WORKER_CLASSPATH",
                rootfs.resolve("opt/freshet/worker/run.jar").toString());
        all.put("FRESHET_HTTP_PORT", Integer.toString(port));
        all.put("FRESHET_DB_PORT", Integer.toString(postgres.port()));
        all.put("FRESHET_DB_NAME", postgres.createDatabase());
        all.put("FRESHET_DB_OWNER_USER", postgres.superuser());
        all.put("FRESHET_DB_OWNER_PASSWORD", postgres.password());
        all.put("FRESHET_DB_API_PASSWORD", "training");
        all.put("FRESHET_DB_RECONCILER_PASSWORD", "training");
        all.put("FRESHET_OIDC_ISSUER", address());
        all.put("FRESHET_COOKIE_KEY", "0123456789abcdef0123456789abcdef");
        all.put("FRESHET_MASTER_KEY", Base64.getEncoder().encodeToString(new byte[32]));
        all.put("FRESHET_HOME", work.resolve("home").toString());
        all.put("FRESHET_SEED", seed.toString());
        all.put("FRESHET_WAREHOUSE", "s3://training/warehouse");
        all.put("FRESHET_S3_ENDPOINT", TestS3.shared().endpoint());
        all.put("FRESHET_S3_REGION", "us-east-1");
        all.put("FRESHET_S3_PATH_STYLE", "yes");
        all.put("FRESHET_S3_ACCESS_KEY_ID", "training");
        all.put("FRESHET_S3_SECRET_ACCESS_KEY", "training");
        return all;
    }

    private HttpResponse<String> send(String verb, String path, String type, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token());
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        request.method(
                verb, body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private void call(String verb, String path, String type, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(verb, path, type, body);
        if (answer.statusCode() >= 300) {
            throw new StackException(
                    "training: %s %s was answered %d: %s".formatted(verb, path, answer.statusCode(), answer.body()));
        }
    }

    private void await(String path, String wanted, Process plane, Path log) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < 600 && plane.isAlive(); attempt++) {
            try {
                HttpResponse<String> answer = send("GET", path, "", "");
                if (answer.statusCode() == 200 && answer.body().contains(wanted)) {
                    return;
                }
            } catch (IOException e) {
                // It does not listen yet.
            }
            Thread.sleep(200);
        }
        throw new StackException("training: %s never was %s:%n%s".formatted(path, wanted, Files.readString(log)));
    }

    /** The JVM writes a cache after its program's end, in a process of its own that may outlive the program. */
    private void await(Path cache) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < 1200 && ofImage().findAny().isPresent(); attempt++) {
            Thread.sleep(500);
        }
        if (!Files.exists(cache) || Files.size(cache) == 0) {
            throw new StackException("training: the JVM has not written " + cache);
        }
        Files.deleteIfExists(cache.resolveSibling(cache.getFileName() + ".config"));
    }

    private Stream<ProcessHandle> ofImage() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().command().orElse("").startsWith(rootfs + "/"));
    }

    private String address() {
        return "http://127.0.0.1:" + issuer.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = (path.equals("/jwks") ? jwks() : discovery()).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String discovery() {
        return """
                {"issuer": "%1$s", "jwks_uri": "%1$s/jwks", "authorization_endpoint": "%1$s/auth",
                 "token_endpoint": "%1$s/token", "end_session_endpoint": "%1$s/logout"}
                """.formatted(address());
    }

    private String jwks() {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        return "{\"keys\": [{\"kty\": \"RSA\", \"kid\": \"training\", \"use\": \"sig\", \"alg\": \"RS256\", \"n\": \"%s\", \"e\": \"%s\"}]}"
                .formatted(
                        number(key.getModulus().toByteArray()),
                        number(key.getPublicExponent().toByteArray()));
    }

    private String token() {
        long now = Instant.now().getEpochSecond();
        String text = base64("{\"alg\": \"RS256\", \"kid\": \"training\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64("{\"iss\": \"%s\", \"sub\": \"trainer\", \"aud\": \"%s\", \"iat\": %d, \"exp\": %d}"
                        .formatted(address(), AUDIENCE, now, now + 300)
                        .getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return text + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new StackException("no RSA signatures in this JVM", e);
        }
    }

    /** Without the byte that only holds the sign. */
    private static String number(byte[] bytes) {
        return base64(bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() throws IOException {
        issuer.stop(0);
        ImageBuild.delete(work);
    }
}
