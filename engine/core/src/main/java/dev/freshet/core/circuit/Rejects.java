package dev.freshet.core.circuit;

import dev.freshet.core.expr.PgText;
import dev.freshet.core.plan.format.Json;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Values;
import dev.freshet.spi.error.RowError;
import java.util.ArrayList;
import java.util.List;

/** The rows that one operator could not compute in one epoch, with the weights of their change. */
public final class Rejects {
    /** A change of what is rejected: {@code row} is JSON text. */
    public record Entry(RowError error, String row, long weight) {}

    private final List<Entry> entries = new ArrayList<>();

    /** The row of an operator's input failed. */
    public void add(RowError error, Schema schema, ColumnBatch batch, int row, long weight) {
        entries.add(new Entry(error, json(schema, batch, row), weight));
    }

    /** One that is known already. */
    public void add(Entry entry) {
        entries.add(entry);
    }

    public List<Entry> entries() {
        return entries;
    }

    public static String json(Schema schema, ColumnBatch batch, int row) {
        StringBuilder out = new StringBuilder("{");
        for (int c = 0; c < schema.size(); c++) {
            out.append(c == 0 ? "" : ",");
            Json.quote(out, schema.field(c).name());
            out.append(':');
            PgText.json(out, schema.type(c), Values.get(schema.type(c), batch.column(c), row));
        }
        return out.append('}').toString();
    }
}
