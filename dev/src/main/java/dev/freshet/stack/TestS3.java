package dev.freshet.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A real S3-compatible server (S3Proxy over a folder) for tests: one per JVM, started at the first use and gone with the JVM.
 * It asks for no credentials. Thread-safe.
 */
public final class TestS3 {
    private static @Nullable TestS3 running;

    private final int port;
    private final S3Server server;

    private TestS3(int port, S3Server server) {
        this.port = port;
        this.server = server;
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
            Path home = Files.createTempDirectory("freshet-s3-");
            S3Server server = S3Server.in(home, S3Server.libraries(Cache.ofUser(), Maven.of(Checkout.current())));
            int port = FreePorts.any();
            server.open(port);
            Path log = home.resolve("s3.log");
            Leash leash = Leash.start(server.command(), "KILL", home, log);
            if (!Http.await(() -> Http.listens(port), leash::alive, Duration.ofMinutes(1))) {
                throw new StackException("S3Proxy did not start:\n" + Files.readString(log));
            }
            return new TestS3(port, server);
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
            server.bucket(name);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the bucket " + name, e);
        }
    }
}
