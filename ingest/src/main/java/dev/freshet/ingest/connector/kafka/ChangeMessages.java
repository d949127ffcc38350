package dev.freshet.ingest.connector.kafka;

import dev.freshet.ingest.connector.RowRef;
import dev.freshet.ingest.format.ByteSink;
import dev.freshet.ingest.format.JsonRows;
import dev.freshet.spi.connect.Sink.EpochChanges;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * An epoch's changes as messages. With a key: per key the new row, or a message without value when the row went. Without:
 * a Debezium envelope per change, deletions first. Headers {@code epoch} and {@code seq} count from 0 within the epoch.
 */
final class ChangeMessages {
    private final String topic;
    private final Schema columns;
    private final JsonRows rows;
    private final JsonRows keys;
    private final int[] key;

    ChangeMessages(String topic, Schema columns) {
        this.topic = topic;
        this.columns = columns;
        this.rows = new JsonRows(columns);
        this.key = columns.key().stream().mapToInt(Integer::intValue).toArray();
        this.keys = new JsonRows(
                new Schema(columns.key().stream().map(columns::field).toList(), List.of()));
    }

    void of(EpochChanges epoch, Consumer<ProducerRecord<byte[], byte[]>> send) {
        if (key.length == 0) {
            envelopes(epoch, send);
        } else {
            upserts(epoch, send);
        }
    }

    private void upserts(EpochChanges epoch, Consumer<ProducerRecord<byte[], byte[]>> send) {
        ColumnBatch batch = epoch.changes();
        Map<RowRef, Integer> last = new LinkedHashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            if (batch.weight(i) < 0) {
                last.put(new RowRef(batch, i, key), -1);
            }
        }
        for (int i = 0; i < batch.size(); i++) {
            if (batch.weight(i) > 0) {
                last.put(new RowRef(batch, i, key), i);
            }
        }
        ColumnBatch keyColumns =
                new ColumnBatch(columns.key().stream().map(batch::column).toList(), null, batch.size());
        int seq = 0;
        for (Map.Entry<RowRef, Integer> e : last.entrySet()) {
            byte[] id = json(keys, keyColumns, e.getKey().row());
            byte[] value = e.getValue() < 0 ? null : json(rows, batch, e.getValue());
            send.accept(message(id, value, epoch.epoch(), seq++));
        }
    }

    private void envelopes(EpochChanges epoch, Consumer<ProducerRecord<byte[], byte[]>> send) {
        ColumnBatch batch = epoch.changes();
        int seq = 0;
        for (int sign = -1; sign <= 1; sign += 2) {
            for (int i = 0; i < batch.size(); i++) {
                for (long n = batch.weight(i) * sign; n > 0; n--) {
                    send.accept(message(null, envelope(batch, i, epoch.epoch(), seq), epoch.epoch(), seq++));
                }
            }
        }
    }

    private byte[] envelope(ColumnBatch batch, int row, long epoch, int seq) {
        boolean gone = batch.weight(row) < 0;
        ByteSink out = new ByteSink();
        out.text("{\"before\":");
        if (gone) {
            rows.write(batch, row, out);
        } else {
            out.text("null");
        }
        out.text(",\"after\":");
        if (gone) {
            out.text("null");
        } else {
            rows.write(batch, row, out);
        }
        out.text(",\"op\":\"").write(gone ? 'd' : 'c').text("\",\"source\":{\"connector\":\"freshet\",\"epoch\":");
        return out.number(epoch).text(",\"seq\":").number(seq).text("}}").toArray();
    }

    private static byte[] json(JsonRows printer, ColumnBatch batch, int row) {
        ByteSink out = new ByteSink();
        printer.write(batch, row, out);
        return out.toArray();
    }

    private ProducerRecord<byte[], byte[]> message(byte @Nullable [] id, byte @Nullable [] value, long epoch, int seq) {
        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(topic, id, value);
        message.headers().add("epoch", Long.toString(epoch).getBytes(StandardCharsets.US_ASCII));
        message.headers().add("seq", Integer.toString(seq).getBytes(StandardCharsets.US_ASCII));
        return message;
    }
}
