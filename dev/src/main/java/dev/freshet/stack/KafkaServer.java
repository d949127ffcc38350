package dev.freshet.stack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** One Kafka broker that is its own controller, from Maven artifacts, on 127.0.0.1 alone. */
final class KafkaServer {

    static final String VERSION = "4.3.1";

    private static final String POM = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>dev.freshet</groupId>
              <artifactId>kafka-broker</artifactId>
              <version>1</version>
              <dependencies>
                <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>%s</version></dependency>
                <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId><version>2.0.17</version></dependency>
                <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>2.0.17</version></dependency>
              </dependencies>
            </project>
            """;

    private static final String SETTINGS = """
            # Written at every start.
            process.roles=broker,controller
            node.id=1
            listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
            advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
            controller.listener.names=CONTROLLER
            controller.quorum.voters=1@127.0.0.1:%2$d
            listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
            log.dirs=data
            num.partitions=1
            auto.create.topics.enable=true
            default.replication.factor=1
            offsets.topic.replication.factor=1
            offsets.topic.num.partitions=4
            transaction.state.log.replication.factor=1
            transaction.state.log.min.isr=1
            transaction.state.log.num.partitions=4
            share.coordinator.state.topic.replication.factor=1
            share.coordinator.state.topic.min.isr=1
            share.coordinator.state.topic.num.partitions=4
            group.initial.rebalance.delay.ms=0
            """;

    private final Path libraries;
    private final Path home;

    private KafkaServer(Path libraries, Path home) {
        this.libraries = libraries;
        this.home = home;
    }

    /** Name of the cache's part. */
    static String part() {
        return "kafka-" + VERSION + "-slf4j-2";
    }

    /** The broker's jars, fetched at the first use. */
    static Path libraries(Cache cache, Maven maven) {
        Path folder = cache.part(part(), work -> {
            Files.writeString(work.resolve("pom.xml"), POM.formatted(VERSION));
            maven.fetchAll(work);
        });
        return folder.resolve("lib");
    }

    /** A broker that keeps its data in that home. */
    static KafkaServer in(Path home, Path libraries) throws IOException {
        Files.createDirectories(home);
        return new KafkaServer(libraries, home);
    }

    /** Writes the settings for those ports and formats the data folder where it is new. */
    void prepare(int port, int controllerPort) throws IOException {
        Path data = home.resolve("data");
        Files.writeString(settings(), SETTINGS.formatted(port, controllerPort));
        if (!Files.exists(data.resolve("meta.properties"))) {
            Command.of(java(
                            "kafka.tools.StorageTool",
                            "format",
                            "-t",
                            clusterId(),
                            "-c",
                            settings().toString()))
                    .in(home)
                    .expect("cannot format Kafka's data folder " + data, Duration.ofMinutes(2));
        }
    }

    private static String clusterId() {
        UUID id = UUID.randomUUID();
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        bytes[0] &= 0x7f;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The broker as a command that stays in the foreground; it must run in the home. */
    List<String> command() {
        return java("kafka.Kafka", settings().toString());
    }

    private Path settings() {
        return home.resolve("server.properties");
    }

    private List<String> java(String main, String... arguments) {
        List<String> words = Jvm.command("384m");
        words.addAll(List.of(
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                libraries.resolve("*").toString(),
                main));
        words.addAll(List.of(arguments));
        return words;
    }
}
