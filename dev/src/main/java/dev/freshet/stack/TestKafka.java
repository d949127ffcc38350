package dev.freshet.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker for tests: one per JVM, started at the first use and gone with the JVM. Topics are made at their
 * first use, with one partition; tests name theirs so that they do not meet. Thread-safe.
 */
public final class TestKafka {

    private static @Nullable TestKafka running;

    private final int port;

    private TestKafka(int port) {
        this.port = port;
    }

    /** This JVM's broker, started at the first call (some seconds; the first on a machine fetches its jars). */
    public static synchronized TestKafka shared() {
        TestKafka ready = running;
        if (ready == null) {
            ready = start();
            running = ready;
        }
        return ready;
    }

    private static TestKafka start() {
        try {
            Path libraries = KafkaServer.libraries(Cache.ofUser(), Maven.of(Checkout.current()));
            Path home = Files.createTempDirectory("freshet-kafka-");
            KafkaServer server = KafkaServer.in(home, libraries);
            int port = FreePorts.any();
            server.prepare(port, FreePorts.any());
            Path log = home.resolve("kafka.log");
            Leash leash = Leash.start(server.command(), "KILL", home, log);
            if (!Http.await(() -> Http.listens(port), leash::alive, Duration.ofMinutes(1))) {
                throw new StackException("Kafka did not start:\n" + Files.readString(log));
            }
            return new TestKafka(port);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start Kafka", e);
        }
    }

    /** What clients call {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }
}
