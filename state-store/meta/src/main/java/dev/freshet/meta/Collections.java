package dev.freshet.meta;

import dev.freshet.spi.data.Schema;
import dev.freshet.spi.id.PipelineId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The columns of a pipeline's tables and views per version of its definition, kept beside the journal so that every
 * epoch can be read by whoever comes later. Thread-safe; blocks on IO.
 */
public final class Collections {
    private final WorkerDatabase database;
    private final PipelineId pipeline;

    public Collections(WorkerDatabase database, PipelineId pipeline) {
        this.database = database;
        this.pipeline = pipeline;
    }

    /** Tables (what the journal holds) and views (what the changelog holds) by name. */
    public record Schemas(Map<String, Schema> inputs, Map<String, Schema> outputs) {
        public Schemas {
            inputs = Map.copyOf(inputs);
            outputs = Map.copyOf(outputs);
        }
    }

    /** To be called before the first commit under a version; repeating it changes nothing. */
    public void declare(int version, Schemas schemas) {
        database.run("store the columns of version " + version, c -> {
            try (PreparedStatement s = c.prepareStatement("""
                    INSERT INTO freshet.collection (tenant_id, pipeline_uid, version, kind, name, columns)
                    VALUES (?, ?, ?, ?, ?, ?::jsonb) ON CONFLICT DO NOTHING""")) {
                add(s, version, "J", schemas.inputs());
                add(s, version, "O", schemas.outputs());
                return s.executeBatch().length;
            }
        });
    }

    private void add(PreparedStatement s, int version, String kind, Map<String, Schema> schemas) throws SQLException {
        for (Map.Entry<String, Schema> e : schemas.entrySet()) {
            s.setString(1, pipeline.tenant().value());
            s.setObject(2, pipeline.uid());
            s.setInt(3, version);
            s.setString(4, kind);
            s.setString(5, e.getKey());
            s.setString(6, SchemaJson.write(e.getValue()));
            s.addBatch();
        }
    }

    /** What was declared for the version; empty when nothing was. */
    public Schemas of(int version) {
        return database.run("read the columns of version " + version, c -> of(c, version));
    }

    private Schemas of(Connection c, int version) throws SQLException {
        Map<String, Schema> inputs = new TreeMap<>();
        Map<String, Schema> outputs = new TreeMap<>();
        try (PreparedStatement s = c.prepareStatement(
                "SELECT kind, name, columns FROM freshet.collection WHERE pipeline_uid = ? AND version = ?")) {
            s.setObject(1, pipeline.uid());
            s.setInt(2, version);
            try (ResultSet rows = s.executeQuery()) {
                while (rows.next()) {
                    Map<String, Schema> to = rows.getString(1).equals("J") ? inputs : outputs;
                    to.put(rows.getString(2), SchemaJson.read(rows.getString(3)));
                }
            }
        }
        return new Schemas(inputs, outputs);
    }
}
