package dev.freshet.shell.sql;

import dev.freshet.core.trace.Consolidation;
import dev.freshet.core.trace.HashTrace;
import dev.freshet.core.trace.Hashing;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import java.util.ArrayList;
import java.util.List;

/** A table or view in memory: its rows, and what has changed since somebody asked for the changes. */
final class Relation {
    private static final int MANY = 64;

    private final String name;
    private final Schema schema;
    private final HashTrace rows;
    private final List<ColumnBatch> since = new ArrayList<>();
    private boolean watched;

    Relation(String name, Schema schema) {
        this.name = name;
        this.schema = schema;
        int[] key = schema.key().isEmpty()
                ? Hashing.all(schema.size())
                : schema.key().stream().mapToInt(Integer::intValue).toArray();
        this.rows = new HashTrace(schema, key);
    }

    String name() {
        return name;
    }

    Schema schema() {
        return schema;
    }

    HashTrace rows() {
        return rows;
    }

    /** All rows with their weights. */
    ColumnBatch all() {
        return rows.scan(Math.max(1, rows.size())).next();
    }

    void apply(ColumnBatch change) {
        rows.apply(change);
    }

    /** Remembers a change of a finished epoch for {@link #changes}. */
    void record(ColumnBatch change) {
        if (!watched || change.isEmpty()) {
            return;
        }
        since.add(change);
        if (since.size() > MANY && since.size() > 2 * since.getFirst().size() / MANY) {
            ColumnBatch net = net();
            since.clear();
            since.add(net);
        }
    }

    /** The net change since the last call, the first time since there was nothing. */
    ColumnBatch changes() {
        ColumnBatch out = watched ? net() : all();
        watched = true;
        since.clear();
        return out;
    }

    private ColumnBatch net() {
        return since.isEmpty() ? ColumnBatch.empty(schema) : Consolidation.of(ColumnBatch.concat(since));
    }
}
