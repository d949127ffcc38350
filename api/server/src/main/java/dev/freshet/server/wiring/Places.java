package dev.freshet.server.wiring;

import dev.freshet.server.deploy.EcsTasks;
import dev.freshet.server.deploy.KubernetesJobs;
import dev.freshet.server.startup.AwsAccess;
import dev.freshet.server.startup.WorkerPlace;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.EcsClientBuilder;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/** What the settings say about the place of the workers, and the clients that lead there. */
final class Places {
    private static final int DEFAULT_PORT = 8081;

    private Places() {}

    static WorkerPlace of(Config config) {
        String launcher =
                config.getOptionalValue("freshet.launcher", String.class).orElse("LOCAL");
        return switch (launcher) {
            case "ECS" -> new WorkerPlace.Ecs(ecs(config));
            case "KUBERNETES" -> kubernetes(config);
            default -> new WorkerPlace.Local();
        };
    }

    static AwsAccess aws(Config config) {
        return new AwsAccess(
                config.getOptionalValue("freshet.aws.endpoint", URI.class).orElse(null),
                config.getOptionalValue("freshet.wake.queue.url", URI.class).orElse(null));
    }

    private static int port(Config config) {
        return config.getOptionalValue("freshet.worker.port", Integer.class).orElse(DEFAULT_PORT);
    }

    private static EcsTasks.Setup ecs(Config config) {
        Map<String, Long> classes = new LinkedHashMap<>();
        for (String size : list(config.getValue("freshet.ecs.classes", String.class))) {
            classes.put(size.substring(0, size.indexOf('=')), Long.valueOf(size.substring(size.indexOf('=') + 1)));
        }
        return new EcsTasks.Setup(
                config.getValue("freshet.ecs.cluster", String.class),
                config.getValue("freshet.ecs.task.family", String.class),
                classes,
                list(config.getValue("freshet.ecs.subnets", String.class)),
                list(config.getValue("freshet.ecs.security.groups", String.class)),
                config.getOptionalValue("freshet.ecs.public.ip", Boolean.class).orElse(false),
                port(config));
    }

    private static WorkerPlace.Kubernetes kubernetes(Config config) {
        Path folder = Path.of(config.getOptionalValue("freshet.kubernetes.folder", String.class)
                .orElse("/var/run/secrets/kubernetes.io/serviceaccount"));
        KubernetesJobs.Setup setup = new KubernetesJobs.Setup(
                config.getOptionalValue("freshet.kubernetes.api", URI.class)
                        .orElse(URI.create("https://kubernetes.default.svc")),
                config.getOptionalValue("freshet.kubernetes.namespace", String.class)
                        .orElse("freshet"),
                config.getValue("freshet.kubernetes.image", String.class),
                present(folder.resolve("token")).orElse(null),
                config.getOptionalValue("freshet.kubernetes.service.account", String.class)
                        .orElse(null),
                port(config));
        return new WorkerPlace.Kubernetes(
                setup, present(folder.resolve("ca.crt")).orElse(null));
    }

    private static Optional<Path> present(Path file) {
        return Files.isReadable(file) ? Optional.of(file) : Optional.empty();
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    static EcsClient ecs(AwsAccess aws) {
        EcsClientBuilder builder = EcsClient.builder().httpClient(UrlConnectionHttpClient.create());
        if (aws.endpoint() != null) {
            builder.endpointOverride(aws.endpoint());
        }
        return builder.build();
    }

    /** Its answers take up to the twenty seconds that a request may wait. */
    static SqsClient sqs(AwsAccess aws) {
        SqsClientBuilder builder = SqsClient.builder()
                .httpClient(UrlConnectionHttpClient.builder()
                        .socketTimeout(Duration.ofSeconds(40))
                        .build());
        if (aws.endpoint() != null) {
            builder.endpointOverride(aws.endpoint());
        }
        return builder.build();
    }

    /** A client that trusts what that authority vouches for; without one, what Java trusts. */
    static HttpClient trusting(@Nullable Path authority) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5));
        return authority == null
                ? builder.build()
                : builder.sslContext(context(authority)).build();
    }

    private static SSLContext context(Path authority) {
        try (InputStream in = Files.newInputStream(authority)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + number++, one);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("certificates in " + authority + " cannot be read", e);
        }
    }
}
