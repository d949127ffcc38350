package dev.freshet.meta;

import dev.freshet.meta.EpochStatements.Check;
import dev.freshet.spi.id.Generation;
import dev.freshet.spi.id.PipelineId;
import dev.freshet.spi.store.CommitOutcome;
import dev.freshet.spi.store.EpochLedger;
import dev.freshet.spi.store.EpochRecord;
import dev.freshet.spi.sys.CrashPoint;
import dev.freshet.spi.sys.Failpoint;
import dev.freshet.spi.sys.WallClock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The commit point of one pipeline for one generation. An epoch is one transaction that takes the pipeline's row lock,
 * checks the generation and the order, and writes everything; three round trips. Whatever goes wrong after that is
 * decided by reading back on a new connection under the same row lock (so that the earlier attempt has ended), never by
 * the kind of the exception. Used by one thread at a time; blocks on IO.
 */
public final class PostgresLedger implements EpochLedger, AutoCloseable {
    /** How long a commit's outcome is sought before it is given up as unknown. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int SOCKET_SECONDS = 30;
    private static final String LOCK =
            "SELECT generation, head_epoch FROM freshet.ledger WHERE pipeline_uid = ? FOR UPDATE";
    private static final String EPOCH =
            "SELECT commit_id, committed_at FROM freshet.epoch WHERE pipeline_uid = ? AND epoch = ?";

    private final WorkerDatabase database;
    private final PipelineId pipeline;
    private final Generation generation;
    private final int version;
    private final WallClock clock;
    private final Duration patience;
    private @Nullable Connection connection;
    private Map<String, String> positions = Map.of();
    private long head;

    private PostgresLedger(Owner owner, WallClock clock, Duration patience) {
        this.database = owner.database();
        this.pipeline = owner.pipeline();
        this.generation = owner.generation();
        this.version = owner.version();
        this.clock = clock;
        this.patience = patience;
    }

    /** Who commits: a pipeline's generation, running a version of its definition. */
    public record Owner(WorkerDatabase database, PipelineId pipeline, Generation generation, int version) {}

    /** Opens and reads head and positions. The generation need not be active yet: that matters at the first commit. */
    public static PostgresLedger open(Owner owner) {
        return open(owner, WallClock.SYSTEM, PATIENCE);
    }

    static PostgresLedger open(Owner owner, WallClock clock, Duration patience) {
        PostgresLedger ledger = new PostgresLedger(owner, clock, patience);
        ledger.refresh();
        return ledger;
    }

    /** Reads head and positions again: after activation, when another owner may have committed in between. */
    public void refresh() {
        try (Connection c = database.connection()) {
            c.setAutoCommit(false);
            c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            read(c);
            c.commit();
        } catch (SQLException e) {
            throw new LedgerException("cannot read the ledger of " + pipeline + ": " + e.getMessage(), e);
        }
    }

    private void read(Connection c) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("SELECT head_epoch FROM freshet.ledger WHERE pipeline_uid = ?")) {
            s.setObject(1, pipeline.uid());
            try (ResultSet row = s.executeQuery()) {
                if (!row.next()) {
                    throw new LedgerException("the ledger has no pipeline " + pipeline + " for this login");
                }
                head = row.getLong(1);
            }
        }
        Map<String, String> found = new HashMap<>();
        try (PreparedStatement s =
                c.prepareStatement("SELECT source, position FROM freshet.position WHERE pipeline_uid = ?")) {
            s.setObject(1, pipeline.uid());
            try (ResultSet rows = s.executeQuery()) {
                while (rows.next()) {
                    found.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        positions = found;
    }

    @Override
    public long head() {
        return head;
    }

    @Override
    public Map<String, String> positions() {
        return Map.copyOf(positions);
    }

    /** Throws {@link LedgerException} when the database refuses the epoch for a reason that repeating cannot mend. */
    @Override
    public CommitOutcome commit(EpochRecord epoch) {
        if (epoch.epoch() != head + 1) {
            throw new IllegalArgumentException("epoch " + epoch.epoch() + " after head " + head);
        }
        CommitOutcome outcome = untilKnown(EncodedEpoch.of(epoch));
        if (outcome instanceof CommitOutcome.Committed) {
            head = epoch.epoch();
            positions.putAll(epoch.positions());
            Failpoint.hit(CrashPoint.C10);
        }
        return outcome;
    }

    private CommitOutcome untilKnown(EncodedEpoch epoch) {
        long deadline = clock.nanos() + patience.toNanos();
        Backoff backoff = new Backoff(clock, deadline);
        CommitOutcome outcome = attempt(epoch);
        while (outcome instanceof CommitOutcome.Unknown unknown) {
            discardConnection();
            CommitOutcome learnt = readBack(epoch, unknown.cause());
            if (learnt == null) {
                refuseHopeless(unknown.cause());
            }
            if (learnt != null && !(learnt instanceof CommitOutcome.Unknown)) {
                return learnt;
            }
            if (!backoff.pause()) {
                return unknown;
            }
            outcome = learnt == null ? attempt(epoch) : unknown;
        }
        return outcome;
    }

    private CommitOutcome attempt(EncodedEpoch epoch) {
        try {
            Connection c = ownConnection();
            Check check = new EpochStatements(c, pipeline).write(epoch, generation, version);
            if (!check.outcome().equals("ok")) {
                c.rollback();
                return refused(epoch, check);
            }
            Failpoint.hit(CrashPoint.C07);
            Failpoint.hit(CrashPoint.C08);
            Failpoint.hit(CrashPoint.C25);
            c.commit();
            Failpoint.hit(CrashPoint.C09);
            return new CommitOutcome.Committed(epoch.record().epoch(), check.at());
        } catch (SQLException | Failpoint.FailpointException e) {
            return new CommitOutcome.Unknown(e);
        }
    }

    private CommitOutcome refused(EncodedEpoch epoch, Check check) {
        return switch (check.outcome()) {
            case "superseded" -> new CommitOutcome.Superseded(check.activeGeneration());
            case "out_of_order" ->
                new CommitOutcome.Unknown(new LedgerException(
                        "epoch " + epoch.record().epoch() + " of " + pipeline + " found head " + check.head()));
            case "inactive" ->
                throw new LedgerException("generation " + generation + " of " + pipeline
                        + " has not been activated; the active one is " + check.activeGeneration());
            default -> throw new LedgerException("the ledger has no pipeline " + pipeline + " for this login");
        };
    }

    /** What became of the epoch: known, null when it is certainly absent and may be tried again, or still unknown. */
    private @Nullable CommitOutcome readBack(EncodedEpoch epoch, Exception cause) {
        try (Connection c = database.fresh(SOCKET_SECONDS)) {
            c.setAutoCommit(false);
            CommitOutcome learnt = judge(c, epoch);
            c.rollback();
            return learnt;
        } catch (SQLException e) {
            cause.addSuppressed(e);
            return new CommitOutcome.Unknown(cause);
        }
    }

    private @Nullable CommitOutcome judge(Connection c, EncodedEpoch epoch) throws SQLException {
        long active;
        long durable;
        try (PreparedStatement s = c.prepareStatement(LOCK)) {
            s.setObject(1, pipeline.uid());
            try (ResultSet row = s.executeQuery()) {
                if (!row.next()) {
                    throw new LedgerException("the ledger has no pipeline " + pipeline + " for this login");
                }
                active = row.getLong(1);
                durable = row.getLong(2);
            }
        }
        CommitOutcome mine = mine(c, epoch);
        if (mine != null) {
            return mine;
        }
        // An epoch of somebody else under my own generation: two processes were given the same one. Give way.
        boolean elsewhere = durable >= epoch.record().epoch();
        return active > generation.number() || elsewhere ? new CommitOutcome.Superseded(active) : null;
    }

    /** A statement of its own: one that waits for the lock would see the epochs as they were before it waited. */
    private @Nullable CommitOutcome mine(Connection c, EncodedEpoch epoch) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(EPOCH)) {
            s.setObject(1, pipeline.uid());
            s.setLong(2, epoch.record().epoch());
            try (ResultSet row = s.executeQuery()) {
                if (row.next() && epoch.commitId().equals(row.getObject(1, UUID.class))) {
                    Instant at = row.getObject(2, OffsetDateTime.class).toInstant();
                    return new CommitOutcome.Committed(epoch.record().epoch(), at);
                }
                return null;
            }
        }
    }

    /** Bad data, a broken rule or a missing right stays so however often it is sent: classes 22, 23 and 42, and 55000. */
    private void refuseHopeless(Exception cause) {
        if (cause instanceof SQLException e && e.getSQLState() != null) {
            String state = e.getSQLState();
            if (state.startsWith("22") || state.startsWith("23") || state.startsWith("42") || state.equals("55000")) {
                throw new LedgerException("the database refuses an epoch of " + pipeline + ": " + e.getMessage(), e);
            }
        }
    }

    private Connection ownConnection() throws SQLException {
        Connection c = connection;
        if (c == null) {
            c = database.fresh(SOCKET_SECONDS);
            c.setAutoCommit(false);
            connection = c;
        }
        return c;
    }

    private void discardConnection() {
        Connection c = connection;
        connection = null;
        if (c != null) {
            try {
                c.abort(Runnable::run);
            } catch (SQLException e) {
                // It is broken already, which is why it is discarded.
            }
        }
    }

    @Override
    public void close() {
        discardConnection();
    }

    /** Growing pauses between attempts until a deadline. */
    private static final class Backoff {
        private final WallClock clock;
        private final long deadline;
        private long millis = 10;

        Backoff(WallClock clock, long deadline) {
            this.clock = clock;
            this.deadline = deadline;
        }

        /** Pauses; false once the deadline has passed or the thread was interrupted. */
        boolean pause() {
            if (clock.nanos() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(millis * 1_000_000);
            millis = Math.min(2_000, millis * 2);
            return true;
        }
    }
}
