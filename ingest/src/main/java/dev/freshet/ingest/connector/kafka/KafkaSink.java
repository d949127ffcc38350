package dev.freshet.ingest.connector.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.ingest.connector.ConnectorException;
import dev.freshet.ingest.connector.Settings;
import dev.freshet.spi.connect.Delivery;
import dev.freshet.spi.connect.Sink;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.id.Generation;
import dev.freshet.spi.sys.CrashPoint;
import dev.freshet.spi.sys.Failpoint;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;

/**
 * A topic with a view's changes. Messages and progress are written in one Kafka transaction; the progress is the committed
 * offset of a group of the sink's own, whose metadata names the generation. Readers with {@code isolation.level =
 * read_committed} see each epoch once. Kafka forgets the offsets of a group that has been silent for longer than the
 * broker's {@code offsets.retention.minutes}; the sink then starts over, which with a key repeats the last state.
 */
public final class KafkaSink implements Sink {
    private final String name;
    private final String group;
    private final TopicPartition progress;
    private final KafkaClients clients;
    private final ChangeMessages messages;
    private @Nullable KafkaProducer<byte[], byte[]> producer;
    private String generation = "";

    /** {@code columns} carries the sink's key, if any. */
    public KafkaSink(String owner, String name, Schema columns, Settings settings, JsonNode connection) {
        String topic = settings.required("topic");
        this.name = name;
        this.group = "freshet-" + owner + "-" + name;
        this.progress = new TopicPartition(topic, 0);
        this.clients = new KafkaClients(connection);
        this.messages = new ChangeMessages(topic, columns);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Delivery delivery() {
        return Delivery.EXACTLY_ONCE;
    }

    @Override
    public long open(Generation newGeneration) {
        close();
        try {
            checkFence(newGeneration);
            KafkaProducer<byte[], byte[]> p = clients.producer(group);
            producer = p;
            p.initTransactions();
            long epoch = checkFence(newGeneration);
            generation = newGeneration.toString();
            p.beginTransaction();
            commit(p, epoch);
            return epoch;
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    /** The applied epoch, unless a later generation wrote it. */
    private long checkFence(Generation mine) {
        OffsetAndMetadata stored = stored();
        if (stored == null) {
            return 0;
        }
        if (!stored.metadata().isEmpty() && Long.parseLong(stored.metadata()) > mine.number()) {
            throw new FencedException("generation " + stored.metadata() + " owns the sink " + name);
        }
        return stored.offset();
    }

    private @Nullable OffsetAndMetadata stored() {
        try (Admin admin = clients.admin()) {
            return admin.listConsumerGroupOffsets(
                            Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(progress))),
                            new ListConsumerGroupOffsetsOptions().requireStable(true))
                    .partitionsToOffsetAndMetadata(group)
                    .get()
                    .get(progress);
        } catch (ExecutionException e) {
            throw new ConnectorException("cannot read the progress of " + name, e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void apply(List<EpochChanges> changes, long upTo) {
        KafkaProducer<byte[], byte[]> p = producer;
        if (p == null) {
            throw new IllegalStateException("sink " + name + " is not open");
        }
        try {
            p.beginTransaction();
            changes.forEach(epoch -> messages.of(epoch, p::send));
            commit(p, upTo);
        } catch (KafkaException e) {
            abort(p);
            throw failed(e);
        }
    }

    private void commit(KafkaProducer<byte[], byte[]> p, long epoch) {
        OffsetAndMetadata applied = new OffsetAndMetadata(epoch, generation);
        p.sendOffsetsToTransaction(Map.of(progress, applied), new ConsumerGroupMetadata(group));
        Failpoint.hit(CrashPoint.C14);
        p.commitTransaction();
        Failpoint.hit(CrashPoint.C15);
    }

    private static void abort(KafkaProducer<byte[], byte[]> p) {
        try {
            p.abortTransaction();
        } catch (KafkaException e) {
            // The producer is fenced or broken; whoever opens next ends its transaction.
        }
    }

    private RuntimeException failed(KafkaException e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof ProducerFencedException || t instanceof InvalidProducerEpochException) {
                return new FencedException("another generation writes to the sink " + name);
            }
        }
        return new ConnectorException("cannot write to topic " + progress.topic() + " at " + clients.servers(), e);
    }

    @Override
    public void close() {
        KafkaProducer<byte[], byte[]> p = producer;
        producer = null;
        if (p != null) {
            p.close(java.time.Duration.ZERO);
        }
    }
}
