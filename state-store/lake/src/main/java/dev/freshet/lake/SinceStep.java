package dev.freshet.lake;

import dev.freshet.spi.id.PipelineId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Advances {@code since_epoch} and forgets the epochs before it, unless a sink still needs one of them. */
final class SinceStep implements LakeStep {
    private final PipelineId pipeline;
    private final long since;

    SinceStep(PipelineId pipeline, long since) {
        this.pipeline = pipeline;
        this.since = since;
    }

    @Override
    public void locked(Connection c) throws SQLException {
        requireNoSinkBehind(c);
        execute(c, "UPDATE freshet.ledger SET since_epoch = ? WHERE pipeline_uid = ?");
        execute(c, "DELETE FROM freshet.epoch WHERE epoch < ? AND pipeline_uid = ?");
    }

    private void execute(Connection c, String sql) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(sql)) {
            s.setLong(1, since);
            s.setObject(2, pipeline.uid());
            s.executeUpdate();
        }
    }

    private void requireNoSinkBehind(Connection c) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("""
                SELECT sink, epoch FROM freshet.sink_progress WHERE pipeline_uid = ? AND epoch < ?
                 ORDER BY epoch LIMIT 1""")) {
            s.setObject(1, pipeline.uid());
            s.setLong(2, since);
            try (ResultSet row = s.executeQuery()) {
                if (row.next()) {
                    throw new LakeException("the sink '" + row.getString(1) + "' is at epoch " + row.getLong(2)
                            + " and needs the changes up to epoch " + since + " one by one");
                }
            }
        }
    }

    @Override
    public boolean done(Connection c) throws SQLException {
        try (PreparedStatement s =
                c.prepareStatement("SELECT since_epoch >= ? FROM freshet.ledger WHERE pipeline_uid = ?")) {
            s.setLong(1, since);
            s.setObject(2, pipeline.uid());
            try (ResultSet row = s.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
