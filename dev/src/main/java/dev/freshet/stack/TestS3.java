package dev.freshet.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A real S3-compatible server (S3Proxy over a folder) for tests: one per JVM, started at the first use and gone with the JVM.
 * It asks for no credentials. Thread-safe.
 */
public final class TestS3 {
    private static final String VERSION = "4.1.0";
    private static final String POM = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>dev.freshet</groupId>
              <artifactId>s3-server</artifactId>
              <version>1</version>
              <dependencies>
                <dependency><groupId>com.fasterxml.jackson.core</groupId><artifactId>jackson-annotations</artifactId><version>2.21</version></dependency>
                <dependency><groupId>org.gaul</groupId><artifactId>s3proxy</artifactId><version>%s</version></dependency>
              </dependencies>
            </project>
            """;

    private static @Nullable TestS3 running;

    private final int port;
    private final Path buckets;

    private TestS3(int port, Path buckets) {
        this.port = port;
        this.buckets = buckets;
    }

    /** This JVM's server, started at the first call (a second or two; the first on a machine fetches its jars). */
    public static synchronized TestS3 shared() {
        TestS3 ready = running;
        if (ready == null) {
            ready = start();
            running = ready;
        }
        return ready;
    }

    private static TestS3 start() {
        try {
            Path libraries = Cache.ofUser()
                    .part("s3proxy-" + VERSION, work -> {
                        Files.writeString(work.resolve("pom.xml"), POM.formatted(VERSION));
                        Maven.of(Checkout.current()).fetchAll(work);
                    })
                    .resolve("lib");
            Path home = Files.createTempDirectory("freshet-s3-");
            Path buckets = Files.createDirectory(home.resolve("buckets"));
            int port = FreePorts.any();
            Path settings = home.resolve("s3.conf");
            Files.writeString(settings, """
                    s3proxy.endpoint=http://127.0.0.1:%d
                    s3proxy.authorization=none
                    jclouds.provider=filesystem-nio2
                    jclouds.filesystem.basedir=%s
                    """.formatted(port, buckets));
            List<String> command = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-cp",
                    libraries + "/*",
                    "org.gaul.s3proxy.Main",
                    "--properties",
                    settings.toString());
            Path log = home.resolve("s3.log");
            Leash leash = Leash.start(command, "KILL", home, log);
            if (!Http.await(() -> Http.listens(port), leash::alive, Duration.ofMinutes(1))) {
                throw new StackException("S3Proxy did not start:\n" + Files.readString(log));
            }
            return new TestS3(port, buckets);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start S3Proxy", e);
        }
    }

    /** Port on 127.0.0.1. */
    public int port() {
        return port;
    }

    public String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    /** Makes an empty bucket. */
    public void createBucket(String name) {
        try {
            Files.createDirectory(buckets.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the bucket " + name, e);
        }
    }
}
