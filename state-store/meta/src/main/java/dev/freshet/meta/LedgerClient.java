package dev.freshet.meta;

import dev.freshet.spi.id.Generation;
import dev.freshet.spi.id.PipelineId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a pipeline's ledger row that is not an epoch: generations, leases, state. Thread-safe; blocks on IO.
 * Times are the database's.
 */
public final class LedgerClient {
    private final WorkerDatabase database;

    public LedgerClient(WorkerDatabase database) {
        this.database = database;
    }

    /** A pipeline's row as it stands. */
    public record LedgerRow(
            String tenant,
            String pipeline,
            long reserved,
            long generation,
            @Nullable Integer version,
            @Nullable String endpoint,
            boolean leased,
            long head,
            long lakeEpoch,
            long since,
            long hotBytes,
            @Nullable String workerState,
            boolean drainRequested) {}

    /** Who becomes active: {@code owner} is for people, e.g. a host's name. */
    public record Activation(
            PipelineId pipeline, Generation generation, int version, String owner, long pid, String endpoint) {}

    /** What a heartbeat reports; {@code state} is one of the ledger's worker states. */
    public record Beat(
            String state,
            @Nullable String reasonCode,
            @Nullable String reason,
            long freshnessMillis) {
        public static Beat running(long freshnessMillis) {
            return new Beat("RUNNING", null, null, freshnessMillis);
        }
    }

    /** How the ledger answers a heartbeat. */
    public enum Order {
        GO_ON,
        /** The control plane asks to finish and stop. */
        DRAIN,
        /** A later generation is active, or the pipeline is gone: halt, delete nothing. */
        SUPERSEDED
    }

    /** Hands out the next generation (control plane's roles only). */
    public Generation reserve(UUID pipeline) {
        return database.run("reserve a generation", c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT freshet.reserve(?)")) {
                s.setObject(1, pipeline);
                try (ResultSet row = s.executeQuery()) {
                    row.next();
                    long number = row.getLong(1);
                    if (row.wasNull()) {
                        throw new LedgerException("there is no pipeline " + pipeline);
                    }
                    return new Generation(number);
                }
            }
        });
    }

    /**
     * Makes the generation the active one, which fences the one before at once. False when a later one is active. The
     * owner before may have committed until this returned: read the head again afterwards.
     */
    public boolean activate(Activation a) {
        return database.run("activate generation " + a.generation(), c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT freshet.activate(?, ?, ?, ?, ?, ?)")) {
                s.setObject(1, a.pipeline().uid());
                s.setLong(2, a.generation().number());
                s.setInt(3, a.version());
                s.setString(4, a.owner());
                s.setLong(5, a.pid());
                s.setString(6, a.endpoint());
                try (ResultSet row = s.executeQuery()) {
                    row.next();
                    return row.getBoolean(1);
                }
            }
        });
    }

    /** Extends the lease by ten seconds and reports the state. */
    public Order heartbeat(PipelineId pipeline, Generation generation, Beat beat) {
        return database.run("send a heartbeat", c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT freshet.heartbeat(?, ?, ?, ?, ?, ?)")) {
                s.setObject(1, pipeline.uid());
                s.setLong(2, generation.number());
                s.setString(3, beat.state());
                s.setString(4, beat.reasonCode());
                s.setString(5, beat.reason() == null ? null : PgText.clean(beat.reason()));
                s.setLong(6, beat.freshnessMillis());
                try (ResultSet row = s.executeQuery()) {
                    row.next();
                    boolean drain = row.getBoolean(1);
                    return row.wasNull() ? Order.SUPERSEDED : drain ? Order.DRAIN : Order.GO_ON;
                }
            }
        });
    }

    /** Reports how far a sink is, for people; {@code state} e.g. RUNNING or FAILED. */
    public void sinkProgress(PipelineId pipeline, String sink, long epoch, String state, @Nullable String detail) {
        database.run("report a sink's progress", c -> {
            try (PreparedStatement s = c.prepareStatement("""
                    INSERT INTO freshet.sink_progress (tenant_id, pipeline_uid, sink, epoch, state, detail)
                    VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (pipeline_uid, sink) DO UPDATE SET epoch = excluded.epoch, state = excluded.state,
                      detail = excluded.detail, reported_at = clock_timestamp()""")) {
                s.setString(1, pipeline.tenant().value());
                s.setObject(2, pipeline.uid());
                s.setString(3, sink);
                s.setLong(4, epoch);
                s.setString(5, state);
                s.setString(6, detail == null ? null : PgText.clean(detail));
                return s.executeUpdate();
            }
        });
    }

    /** Where a forked pipeline comes from: its first epoch is the parent's of that number. */
    public record Origin(UUID parent, long epoch) {}

    /** Empty for a pipeline that is no fork. */
    public Optional<Origin> origin(UUID pipeline) {
        return database.run("read a fork's origin", c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT fork_of, fork_epoch FROM freshet.ledger WHERE pipeline_uid = ? AND fork_of IS NOT NULL")) {
                s.setObject(1, pipeline);
                try (ResultSet r = s.executeQuery()) {
                    return r.next()
                            ? Optional.of(new Origin(r.getObject(1, UUID.class), r.getLong(2)))
                            : Optional.empty();
                }
            }
        });
    }

    /** Forgets the progress of sinks that the definition no longer has, so that they hold no history back. */
    public void forgetSinksBut(PipelineId pipeline, List<String> sinks) {
        database.run("forget former sinks", c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "DELETE FROM freshet.sink_progress WHERE pipeline_uid = ? AND NOT sink = ANY(?)")) {
                s.setObject(1, pipeline.uid());
                s.setArray(2, c.createArrayOf("text", sinks.toArray()));
                return s.executeUpdate();
            }
        });
    }

    /** The first epoch that a version of the definition has committed, 0 when there is none. */
    public long firstEpochOf(UUID pipeline, int version) {
        return database.run("read the epochs", c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT coalesce(min(epoch), 0) FROM freshet.epoch WHERE pipeline_uid = ? AND version = ?")) {
                s.setObject(1, pipeline);
                s.setInt(2, version);
                try (ResultSet r = s.executeQuery()) {
                    r.next();
                    return r.getLong(1);
                }
            }
        });
    }

    /** The row, or empty when there is none (for this login). */
    public Optional<LedgerRow> read(UUID pipeline) {
        return database.run("read the ledger", c -> {
            try (PreparedStatement s = c.prepareStatement("""
                    SELECT tenant_id, pipeline, reserved, generation, version, endpoint,
                           coalesce(lease_until > clock_timestamp(), false), head_epoch, lake_epoch, since_epoch,
                           hot_bytes, worker_state, drain_requested
                      FROM freshet.ledger WHERE pipeline_uid = ?""")) {
                s.setObject(1, pipeline);
                try (ResultSet r = s.executeQuery()) {
                    return r.next() ? Optional.of(row(r)) : Optional.empty();
                }
            }
        });
    }

    private static LedgerRow row(ResultSet r) throws SQLException {
        return new LedgerRow(
                r.getString(1),
                r.getString(2),
                r.getLong(3),
                r.getLong(4),
                r.getObject(5, Integer.class),
                r.getString(6),
                r.getBoolean(7),
                r.getLong(8),
                r.getLong(9),
                r.getLong(10),
                r.getLong(11),
                r.getString(12),
                r.getBoolean(13));
    }
}
