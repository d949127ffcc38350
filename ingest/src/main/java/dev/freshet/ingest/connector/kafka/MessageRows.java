package dev.freshet.ingest.connector.kafka;

import dev.freshet.ingest.format.BadValueException;
import dev.freshet.ingest.format.ByteSink;
import dev.freshet.ingest.format.DecodeOptions;
import dev.freshet.ingest.format.DecodedRows;
import dev.freshet.ingest.format.Decoder;
import dev.freshet.ingest.format.Format;
import dev.freshet.ingest.format.JsonRows;
import dev.freshet.spi.connect.Intake;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Turns messages into rows: the value is the row; a missing value deletes by the message's key. One thread. */
final class MessageRows {
    private static final byte[] NOTHING = {};

    private final String source;
    private final Schema schema;
    private final Decoder values;
    private final Decoder deletes;
    private final DecodedRows rows;
    private @Nullable ConsumerRecord<byte[], byte[]> current;
    private long bytes;

    MessageRows(String source, Schema schema, Format format) {
        this.source = source;
        this.schema = schema;
        this.values = format.decoder(schema, DecodeOptions.MESSAGE);
        this.deletes = Format.JSON.decoder(schema, new DecodeOptions(false, true, true, false));
        this.rows = new DecodedRows(source, schema);
        rows.origins(this::origin);
    }

    private Map<String, String> origin() {
        ConsumerRecord<byte[], byte[]> r = current;
        return r == null
                ? Map.of()
                : Map.of(
                        "topic", r.topic(),
                        "partition", Integer.toString(r.partition()),
                        "offset", Long.toString(r.offset()));
    }

    void add(ConsumerRecord<byte[], byte[]> message) {
        current = message;
        byte[] value = message.value();
        bytes += Math.max(0, message.serializedKeySize()) + Math.max(0, message.serializedValueSize()) + 16L;
        if (value != null) {
            values.decodeAll(value, rows);
        } else {
            delete(message.key());
        }
    }

    private void delete(byte @Nullable [] key) {
        if (schema.key().isEmpty() || key == null) {
            String why = schema.key().isEmpty() ? "the table has no primary key" : "the message has no key";
            rows.reject(
                    new BadValueException(
                            "missing_value", "The message has no value and " + why + ", so it names no row to delete."),
                    0,
                    key == null ? NOTHING : key,
                    0,
                    key == null ? 0 : key.length);
            return;
        }
        ByteSink change = new ByteSink().text("{\"op\":\"delete\",\"row\":");
        key(key, change);
        deletes.decodeAll(change.write('}').toArray(), rows);
    }

    /** The key as a JSON object: it is one already, or the value of the only key column. */
    private void key(byte[] key, ByteSink out) {
        if (key.length > 0 && key[0] == '{') {
            out.write(key);
            return;
        }
        int column = schema.key().getFirst();
        JsonRows.quote(schema.field(column).name(), out.write('{'));
        out.write(':');
        boolean bare = switch (schema.type(column)) {
            case Type.Bool _, Type.Int _, Type.Decimal _, Type.Real _, Type.Double _ -> true;
            default -> key.length > 1 && key[0] == '"';
        };
        if (bare) {
            out.write(key);
        } else {
            JsonRows.quote(new String(key, StandardCharsets.UTF_8), out);
        }
        out.write('}');
    }

    /** What was added since the last call, as one intake. */
    Intake take(KafkaPosition position) {
        long size = bytes;
        bytes = 0;
        return new Intake(
                source,
                List.of(rows.takeRows(source)),
                rows.takeRejected(),
                position.toJson(),
                size,
                Instant.now(),
                Intake.Reply.NONE);
    }
}
