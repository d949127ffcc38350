package dev.freshet.vector.sync;

import dev.freshet.spi.connect.Sink.EpochChanges;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What several epochs together change: rows by identity with their summed weights, none of them zero. */
final class NetChanges {
    /**
     * @param id hash over the stored columns
     * @param hash of the text, or null where there is nothing to embed
     * @param values of the stored columns, as text
     * @param epoch the last that touched it
     */
    record Row(String id, long weight, @Nullable String hash, List<@Nullable String> values, long epoch) {
        Row plus(Row later) {
            return new Row(id, weight + later.weight, hash, values, later.epoch);
        }
    }

    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final List<Field> stored;
    private final int[] positions;
    private final int text;

    private NetChanges(IndexSpec spec) {
        stored = spec.stored();
        positions = stored.stream().mapToInt(f -> spec.view().indexOf(f.name())).toArray();
        text = stored.indexOf(spec.field(spec.columns().text()));
    }

    /** Of the epochs after {@code after}. */
    static NetChanges of(IndexSpec spec, List<EpochChanges> changes, long after) {
        NetChanges net = new NetChanges(spec);
        for (EpochChanges epoch : changes) {
            if (epoch.epoch() > after) {
                net.add(epoch.epoch(), epoch.changes());
            }
        }
        net.rows.values().removeIf(r -> r.weight() == 0);
        return net;
    }

    private void add(long epoch, ColumnBatch batch) {
        for (int row = 0; row < batch.size(); row++) {
            List<@Nullable String> values = new ArrayList<>(stored.size());
            for (int i = 0; i < positions.length; i++) {
                var type = stored.get(i).type().type();
                values.add(PgTypes.text(type, Values.get(type, batch.column(positions[i]), row)));
            }
            String content = values.get(text);
            String hash = content == null || content.isBlank() ? null : Hashes.hex(content);
            Row change = new Row(Hashes.hex(values), batch.weight(row), hash, values, epoch);
            rows.merge(change.id(), change, Row::plus);
        }
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    int size() {
        return rows.size();
    }

    List<Row> added() {
        return rows.values().stream().filter(r -> r.weight() > 0).toList();
    }

    List<Row> removed() {
        return rows.values().stream().filter(r -> r.weight() < 0).toList();
    }

    /** Hash → text of everything that the changes add. */
    Map<String, String> addedTexts() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Row r : rows.values()) {
            String content = r.values().get(text);
            if (r.weight() > 0 && r.hash() != null && content != null) {
                texts.put(r.hash(), content);
            }
        }
        return texts;
    }
}
