package dev.freshet.worker.engine;

import dev.freshet.core.trace.HashTrace;
import dev.freshet.core.trace.Hashing;
import dev.freshet.core.trace.StateReader;
import dev.freshet.core.trace.StateWriter;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;

/** The rows of a view after the last published epoch. Guarded by the lock of {@link Views}. */
public final class ServedView {
    private static final int PIECE = 8_192;

    private final String name;
    private final Schema schema;
    private final HashTrace rows;

    ServedView(String name, Schema schema) {
        this.name = name;
        this.schema = schema;
        this.rows = new HashTrace(schema, Hashing.all(schema.size()));
    }

    public String name() {
        return name;
    }

    public Schema schema() {
        return schema;
    }

    public long size() {
        return rows.size();
    }

    public long bytes() {
        return rows.bytes();
    }

    void apply(ColumnBatch change) {
        rows.apply(change);
    }

    /** All rows with their weights. */
    ColumnBatch all() {
        BatchBuilder out = new BatchBuilder(schema);
        HashTrace.Cursor cursor = rows.scan(PIECE);
        for (ColumnBatch b = cursor.next(); !b.isEmpty(); b = cursor.next()) {
            for (int i = 0; i < b.size(); i++) {
                out.append(b, i, b.weight(i));
            }
        }
        return out.build();
    }

    void save(StateWriter writer) {
        writer.trace("rows", rows);
    }

    void load(StateReader reader) {
        reader.trace("rows", rows);
    }
}
