package dev.freshet.ingest.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.ingest.connector.SinkConformance;
import dev.freshet.spi.connect.Sink;
import dev.freshet.spi.id.Generation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KafkaSinkTest extends SinkConformance {
    private String topic = "";

    @BeforeEach
    void makeTopic() throws Exception {
        topic = Topics.create(1);
    }

    @Override
    protected Sink sink() {
        return Topics.sink(topic, SCHEMA, "id");
    }

    private List<ConsumerRecord<byte[], byte[]>> messages() {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        JsonNode connection = Topics.JSON.createObjectNode().put("bootstrap_servers", Topics.SERVERS);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaClients(connection).consumer()) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
        }
        return all;
    }

    /** The last value of each key. */
    @Override
    protected List<String> content() throws Exception {
        Map<String, String> last = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> m : messages()) {
            String key = new String(m.key(), StandardCharsets.UTF_8);
            if (m.value() == null) {
                last.remove(key);
            } else {
                JsonNode row = Topics.JSON.readTree(m.value());
                last.put(
                        key,
                        row.path("id").asText() + "|" + row.path("name").asText() + "|"
                                + row.path("amount").asText());
            }
        }
        return List.copyOf(last.values());
    }

    @Test
    void withoutAKeyEachChangeIsAnEnvelope() {
        try (Sink sink = Topics.sink(topic, SCHEMA)) {
            sink.open(new Generation(1));
            sink.apply(List.of(epoch(4, row(2, 1L, "a", null), row(-1, 2L, null, null))), 4);
        }
        assertThat(messages())
                .extracting(m -> new String(m.value(), StandardCharsets.UTF_8))
                .containsExactly(
                        "{\"before\":{\"id\":\"2\",\"name\":null,\"amount\":null},\"after\":null,\"op\":\"d\","
                                + "\"source\":{\"connector\":\"freshet\",\"epoch\":4,\"seq\":0}}",
                        "{\"before\":null,\"after\":{\"id\":\"1\",\"name\":\"a\",\"amount\":null},\"op\":\"c\","
                                + "\"source\":{\"connector\":\"freshet\",\"epoch\":4,\"seq\":1}}",
                        "{\"before\":null,\"after\":{\"id\":\"1\",\"name\":\"a\",\"amount\":null},\"op\":\"c\","
                                + "\"source\":{\"connector\":\"freshet\",\"epoch\":4,\"seq\":2}}");
        assertThat(new String(messages().get(1).headers().lastHeader("epoch").value(), StandardCharsets.UTF_8))
                .isEqualTo("4");
    }
}
