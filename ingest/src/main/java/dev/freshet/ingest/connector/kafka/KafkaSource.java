package dev.freshet.ingest.connector.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.ingest.connector.Settings;
import dev.freshet.ingest.format.Format;
import dev.freshet.spi.connect.Source;
import dev.freshet.spi.connect.SourceReader;
import dev.freshet.spi.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A topic as a source of one table with the source's name. It starts at the beginning of each partition, keeps its offsets
 * in the pipeline's journal only, and stops rather than jump when they are lost. Partitions that are added are picked up
 * within seconds. With a primary key a message without value deletes the row that its key names.
 */
public final class KafkaSource implements Source {
    private final String name;
    private final Schema schema;
    private final String topic;
    private final Format format;
    private final KafkaClients clients;

    public KafkaSource(String name, Schema schema, Settings settings, JsonNode connection) {
        this.name = name;
        this.schema = schema;
        this.topic = settings.required("topic");
        this.format = Format.named(settings.text("format", "json")).orElse(Format.JSON);
        this.clients = new KafkaClients(connection);
    }

    @Override
    public String name() {
        return name;
    }

    String topic() {
        return topic;
    }

    @Override
    public SourceReader open(@Nullable String position) {
        MessageRows rows = new MessageRows(name, schema, format);
        return KafkaReader.open(clients, topic, position == null ? null : KafkaPosition.of(position), rows);
    }
}
