package dev.freshet.ingest.connector.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.ingest.connector.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes clients from a connection's settings. Options that are not listed here never reach a client. */
final class KafkaClients {
    private static final String TIMEOUT_MILLIS = "15000";
    private static final Set<String> FOR_ALL =
            Set.of("client.id", "request.timeout.ms", "ssl.endpoint.identification.algorithm");
    private static final Set<String> FOR_CONSUMERS = Set.of(
            "client.rack",
            "fetch.max.bytes",
            "fetch.min.bytes",
            "fetch.max.wait.ms",
            "max.partition.fetch.bytes",
            "max.poll.records",
            "isolation.level");
    private static final Set<String> FOR_PRODUCERS = Set.of("compression.type");

    private final Settings settings;

    KafkaClients(JsonNode connection) {
        this.settings = new Settings(connection);
    }

    String servers() {
        return settings.required("bootstrap_servers");
    }

    Admin admin() {
        return Admin.create(common(Set.of()));
    }

    /** A consumer that commits nothing and never jumps over lost offsets. */
    KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> p = new HashMap<>(Map.of(
                "enable.auto.commit", "false",
                "auto.offset.reset", "none",
                "isolation.level", "read_committed",
                "allow.auto.create.topics", "false",
                "max.poll.records", "20000",
                "fetch.min.bytes", "1",
                "fetch.max.wait.ms", "100",
                "max.partition.fetch.bytes", "4194304"));
        p.putAll(common(FOR_CONSUMERS));
        return new KafkaConsumer<>(p, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    KafkaProducer<byte[], byte[]> producer(String transactionalId) {
        Map<String, Object> p = common(FOR_PRODUCERS);
        p.put("transactional.id", transactionalId);
        p.put("linger.ms", "5");
        return new KafkaProducer<>(p, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> common(Set<String> special) {
        Map<String, Object> p = new HashMap<>();
        p.put("bootstrap.servers", servers());
        p.put("request.timeout.ms", TIMEOUT_MILLIS);
        p.put("default.api.timeout.ms", TIMEOUT_MILLIS);
        settings.node("options").properties().forEach(e -> {
            if (FOR_ALL.contains(e.getKey()) || special.contains(e.getKey())) {
                p.put(e.getKey(), e.getValue().asText());
            }
        });
        settings.text("security_protocol").ifPresent(protocol -> p.put("security.protocol", protocol));
        settings.text("username").ifPresent(user -> login(user, p));
        return p;
    }

    private void login(String user, Map<String, Object> p) {
        String mechanism = settings.text("sasl_mechanism", "PLAIN");
        String module = mechanism.equals("PLAIN")
                ? "org.apache.kafka.common.security.plain.PlainLoginModule"
                : "org.apache.kafka.common.security.scram.ScramLoginModule";
        p.put("sasl.mechanism", mechanism);
        p.put(
                "sasl.jaas.config",
                module + " required username=\"" + escaped(user) + "\" password=\""
                        + escaped(settings.text("password", "")) + "\";");
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
