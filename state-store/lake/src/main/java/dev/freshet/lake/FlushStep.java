package dev.freshet.lake;

import dev.freshet.spi.id.PipelineId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Trims epochs {@code from … to} from the hot journal and advances the lake's epoch. */
final class FlushStep implements LakeStep {
    private final PipelineId pipeline;
    private final long from;
    private final long to;
    private long trimmed;

    FlushStep(PipelineId pipeline, long from, long to) {
        this.pipeline = pipeline;
        this.from = from;
        this.to = to;
    }

    @Override
    public void before(Connection c) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("""
                WITH gone AS (DELETE FROM freshet.hot_journal WHERE pipeline_uid = ? AND epoch BETWEEN ? AND ?
                              RETURNING octet_length(bytes) AS n)
                SELECT coalesce(sum(n), 0) FROM gone""")) {
            s.setObject(1, pipeline.uid());
            s.setLong(2, from);
            s.setLong(3, to);
            try (ResultSet row = s.executeQuery()) {
                row.next();
                trimmed = row.getLong(1);
            }
        }
    }

    @Override
    public void locked(Connection c) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("""
                UPDATE freshet.ledger SET lake_epoch = ?, hot_bytes = greatest(0, hot_bytes - ?)
                 WHERE pipeline_uid = ? AND lake_epoch = ?""")) {
            s.setLong(1, to);
            s.setLong(2, trimmed);
            s.setObject(3, pipeline.uid());
            s.setLong(4, from - 1);
            if (s.executeUpdate() != 1) {
                throw new LakeException("epoch " + from + " of " + pipeline + " was flushed by another process");
            }
        }
    }

    @Override
    public boolean done(Connection c) throws SQLException {
        try (PreparedStatement s =
                c.prepareStatement("SELECT lake_epoch >= ? FROM freshet.ledger WHERE pipeline_uid = ?")) {
            s.setLong(1, to);
            s.setObject(2, pipeline.uid());
            try (ResultSet row = s.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
