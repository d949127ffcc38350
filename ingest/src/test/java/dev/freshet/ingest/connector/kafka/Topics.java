package dev.freshet.ingest.connector.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.ingest.connector.Connectors;
import dev.freshet.ingest.connector.files.FileBounds;
import dev.freshet.spi.connect.Sink;
import dev.freshet.spi.connect.Source;
import dev.freshet.spi.data.Schema;
import dev.freshet.stack.TestKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The broker for tests, and what tests do with topics. */
final class Topics {
    static final JsonMapper JSON = new JsonMapper();
    static final String SERVERS = TestKafka.shared().bootstrapServers();

    private Topics() {}

    static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", SERVERS));
    }

    static String create(int partitions) throws ExecutionException, InterruptedException {
        String topic = "t-" + UUID.randomUUID();
        create(topic, partitions);
        return topic;
    }

    static void create(String topic, int partitions) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                    .all()
                    .get();
            awaitDescribed(admin, topic);
        }
    }

    /** The broker answers a creation before everybody who asks is told of the topic. */
    private static void awaitDescribed(Admin admin, String topic) throws ExecutionException, InterruptedException {
        for (int attempt = 0; attempt < 200; attempt++) {
            if (admin.listTopics().names().get().contains(topic) && isDescribed(admin, topic)) {
                return;
            }
            Thread.sleep(50);
        }
    }

    private static boolean isDescribed(Admin admin, String topic) throws InterruptedException {
        try {
            return !admin.describeTopics(List.of(topic)).allTopicNames().get().isEmpty();
        } catch (ExecutionException e) {
            return false;
        }
    }

    static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", SERVERS), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends values in order, and waits. A value of null is a tombstone. */
    static void send(String topic, int partition, @Nullable String key, @Nullable String... values) {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, partition, bytes(key), bytes(value)));
            }
        }
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static Connectors connectors(String owner, int pollRecords) {
        ObjectNode connection =
                JSON.createObjectNode().put("connector", "kafka").put("bootstrap_servers", SERVERS);
        connection.putObject("options").put("max.poll.records", pollRecords);
        Map<String, JsonNode> connections = Map.of("broker", connection);
        return new Connectors(
                new Connectors.Context(owner, Path.of("."), FileBounds.NONE, Path.of("."), connections, true));
    }

    static Source source(String topic, String format, Schema schema, int pollRecords) {
        JsonNode entry = JSON.createObjectNode()
                .put("connector", "kafka")
                .put("topic", topic)
                .put("connection", "broker")
                .put("format", format);
        return connectors("uid", pollRecords).source("orders", entry, schema);
    }

    static Sink sink(String topic, Schema schema, String... key) {
        ObjectNode entry = JSON.createObjectNode().put("connector", "kafka").put("topic", topic);
        for (String column : key) {
            entry.withArray("key").add(column);
        }
        return connectors("owner-of-" + topic, 100).sink("out", entry, schema);
    }
}
