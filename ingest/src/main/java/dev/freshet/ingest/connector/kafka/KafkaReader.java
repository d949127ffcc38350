package dev.freshet.ingest.connector.kafka;

import dev.freshet.ingest.connector.ConnectorException;
import dev.freshet.spi.connect.Intake;
import dev.freshet.spi.connect.SourceGapException;
import dev.freshet.spi.connect.SourceReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Reads all partitions of one topic, each from the offset that comes next; an intake is one poll. */
final class KafkaReader implements SourceReader {
    private static final long LOOK_AGAIN_NANOS = 5_000_000_000L;

    private final String topic;
    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaPosition position;
    private final MessageRows rows;
    private long nextLook;

    private KafkaReader(
            String topic,
            Admin admin,
            KafkaConsumer<byte[], byte[]> consumer,
            KafkaPosition position,
            MessageRows rows) {
        this.topic = topic;
        this.admin = admin;
        this.consumer = consumer;
        this.position = position;
        this.rows = rows;
    }

    static KafkaReader open(KafkaClients clients, String topic, @Nullable KafkaPosition from, MessageRows rows) {
        Admin admin = clients.admin();
        KafkaConsumer<byte[], byte[]> consumer = clients.consumer();
        try {
            String id = describe(admin, topic).topicId().toString();
            KafkaPosition start = from == null ? new KafkaPosition(id, new TreeMap<>()) : from;
            KafkaReader reader = new KafkaReader(topic, admin, consumer, start, rows);
            reader.look();
            return reader;
        } catch (KafkaException e) {
            close(admin, consumer);
            throw new ConnectorException("cannot read topic " + topic + " at " + clients.servers(), e);
        } catch (RuntimeException e) {
            close(admin, consumer);
            throw e;
        }
    }

    private static TopicDescription describe(Admin admin, String topic) {
        try {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .values()
                    .iterator()
                    .next();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new ConnectorException("the topic " + topic + " does not exist; make it or correct the name");
            }
            throw new KafkaException("the topic cannot be described", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Takes note of the topic's partitions, and that it is still the same topic. */
    private void look() {
        nextLook = System.nanoTime() + LOOK_AGAIN_NANOS;
        TopicDescription now = describe(admin, topic);
        if (!now.topicId().toString().equals(position.topicId())) {
            throw new SourceGapException("the topic " + topic + " was deleted and made again since it was read");
        }
        Set<TopicPartition> all = new TreeSet<>(java.util.Comparator.comparingInt(TopicPartition::partition));
        now.partitions().forEach(p -> all.add(new TopicPartition(topic, p.partition())));
        for (int known : position.next().keySet()) {
            if (!all.contains(new TopicPartition(topic, known))) {
                throw new SourceGapException("the topic " + topic + " has lost its partition " + known);
            }
        }
        if (!consumer.assignment().equals(all)) {
            start(all);
        }
    }

    private void start(Set<TopicPartition> all) {
        Set<TopicPartition> before = consumer.assignment();
        Map<TopicPartition, Long> first = consumer.beginningOffsets(all);
        Map<TopicPartition, Long> end = consumer.endOffsets(all);
        consumer.assign(all);
        for (TopicPartition p : all) {
            long lowest = first.getOrDefault(p, 0L);
            long highest = end.getOrDefault(p, 0L);
            long from = position.next().getOrDefault(p.partition(), lowest);
            if (from < lowest || from > highest) {
                throw gap(p, from, "it holds " + lowest + " to " + highest);
            }
            if (!before.contains(p)) {
                consumer.seek(p, from);
            }
        }
    }

    private static SourceGapException gap(TopicPartition p, long offset, String why) {
        return new SourceGapException("offset " + offset + " of " + p + " comes next, but " + why);
    }

    @Override
    public @Nullable Intake poll(Duration wait) throws InterruptedException {
        try {
            if (System.nanoTime() - nextLook > 0) {
                look();
            }
            ConsumerRecords<byte[], byte[]> records = consumer.poll(wait);
            return records.isEmpty() ? null : intake(records);
        } catch (OffsetOutOfRangeException e) {
            Map.Entry<TopicPartition, Long> lost =
                    e.offsetOutOfRangePartitions().entrySet().iterator().next();
            throw gap(lost.getKey(), lost.getValue(), "the topic no longer holds it");
        } catch (InterruptException e) {
            throw new InterruptedException(e.getMessage());
        } catch (KafkaException e) {
            throw new ConnectorException("cannot read topic " + topic, e);
        }
    }

    private Intake intake(ConsumerRecords<byte[], byte[]> records) {
        for (ConsumerRecord<byte[], byte[]> message : records) {
            rows.add(message);
        }
        records.nextOffsets().forEach((partition, next) -> position.next().put(partition.partition(), next.offset()));
        return rows.take(position);
    }

    @Override
    public boolean finished() {
        return false;
    }

    @Override
    public void close() {
        close(admin, consumer);
    }

    private static void close(Admin admin, KafkaConsumer<byte[], byte[]> consumer) {
        admin.close(Duration.ZERO);
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO));
    }
}
