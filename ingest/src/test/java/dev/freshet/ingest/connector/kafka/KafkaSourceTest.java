package dev.freshet.ingest.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.ingest.connector.ConnectorException;
import dev.freshet.ingest.connector.Reading;
import dev.freshet.spi.connect.Source;
import dev.freshet.spi.connect.SourceGapException;
import dev.freshet.spi.connect.SourceReader;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KafkaSourceTest {
    private static final Schema ORDERS = Schema.of(
                    new Field("id", Type.BIGINT.notNull()), new Field("name", Type.TEXT.nullable()))
            .withKey(0);
    private static final Duration SILENCE = Duration.ofMillis(900);

    private static Reading read(Source source, @Nullable String position) throws InterruptedException {
        return Reading.all(source, position, ORDERS, SILENCE);
    }

    @Test
    void messagesBadRecordsAndTombstones() throws Exception {
        String topic = Topics.create(2);
        Topics.send(topic, 1, "1", "{\"id\":1,\"name\":\"a\",\"more\":true}", "{\"id\":\"x\"}", null);
        Topics.send(topic, 1, "{\"id\":2}", "{\"id\":2}", null);
        Topics.send(topic, 1, null, (String) null);
        Reading all = read(Topics.source(topic, "json", ORDERS, 100), null);
        assertThat(all.rows())
                .containsExactly(
                        "UPSERT orders[1, a]",
                        "DELETE orders[1, null]",
                        "UPSERT orders[2, null]",
                        "DELETE orders[2, null]");
        assertThat(all.rejected()).hasSize(2);
        assertThat(all.rejected().getFirst().origin())
                .isEqualTo(Map.of("topic", topic, "partition", "1", "offset", "1"));
        assertThat(all.rejected().getFirst().code()).isEqualTo("bad_value");
    }

    @Test
    void otherFormats() throws Exception {
        String csv = Topics.create(1);
        Topics.send(csv, 0, null, "1,\"a,b\"", "2,");
        assertThat(read(Topics.source(csv, "csv", ORDERS, 100), null).rows())
                .containsExactly("UPSERT orders[1, a,b]", "UPSERT orders[2, null]");
        Schema raw = Schema.of(new Field("line", Type.TEXT.notNull()));
        assertThat(Reading.all(Topics.source(csv, "raw", raw, 100), null, raw, SILENCE)
                        .rows())
                .containsExactly("UPSERT orders[1,\"a,b\"]", "UPSERT orders[2,]");
    }

    @Test
    void addedPartitionsArePickedUp() throws Exception {
        String topic = Topics.create(1);
        Topics.send(topic, 0, null, "{\"id\":1}");
        try (SourceReader reader = Topics.source(topic, "json", ORDERS, 100).open(null);
                Admin admin = Topics.admin()) {
            Reading reading = new Reading();
            reading.more(reader, ORDERS, SILENCE);
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(3)))
                    .all()
                    .get();
            Topics.send(topic, 2, null, "{\"id\":2}");
            for (int i = 0; i < 30 && reading.rows().size() < 2; i++) {
                reading.more(reader, ORDERS, Duration.ofSeconds(1));
            }
            assertThat(reading.rows()).containsExactly("UPSERT orders[1, null]", "UPSERT orders[2, null]");
            String position = reading.steps().getLast().position();
            assertThat(read(Topics.source(topic, "json", ORDERS, 100), position).rows())
                    .isEmpty();
        }
    }

    @Test
    void aLostPositionIsAGap() throws Exception {
        String topic = Topics.create(1);
        Topics.send(topic, 0, null, "{\"id\":1}", "{\"id\":2}", "{\"id\":3}");
        Source source = Topics.source(topic, "json", ORDERS, 1);
        String early = read(source, null).steps().getFirst().position();
        String late = read(source, null).steps().getLast().position();
        try (Admin admin = Topics.admin()) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(2)))
                    .all()
                    .get();
            assertThatThrownBy(() -> source.open(early))
                    .isInstanceOf(SourceGapException.class)
                    .hasMessageContaining("offset 1 ");
            assertThat(read(source, null).rows()).containsExactly("UPSERT orders[3, null]");
            assertThat(read(source, late).rows()).isEmpty();
            admin.deleteTopics(List.of(topic)).all().get();
        }
        Topics.create(topic, 1);
        assertThatThrownBy(() -> source.open(late))
                .isInstanceOf(SourceGapException.class)
                .hasMessageContaining("made again");
    }

    @Test
    void onlyCommittedMessagesAreRead() throws Exception {
        String topic = Topics.create(1);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", Topics.SERVERS, "transactional.id", topic),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, "{\"id\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, "{\"id\":2}".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            producer.commitTransaction();
        }
        Source source = Topics.source(topic, "json", ORDERS, 100);
        Reading all = read(source, null);
        assertThat(all.rows()).containsExactly("UPSERT orders[2, null]");
        assertThat(read(source, all.steps().getLast().position()).rows()).isEmpty();
    }

    @Test
    void aMissingTopicIsNamed() {
        assertThatThrownBy(() -> Topics.source("absent", "json", ORDERS, 100).open(null))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("absent does not exist");
    }
}
