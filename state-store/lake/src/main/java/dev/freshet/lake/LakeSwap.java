package dev.freshet.lake;

import dev.freshet.spi.sys.CrashPoint;
import dev.freshet.spi.sys.Failpoint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Moves the pointers of several tables in one transaction behind the generation check. The outcome is learnt by reading
 * the pointers back under the row lock; a new metadata file has a name that nobody else uses, so a pointer to it is proof.
 */
final class LakeSwap {
    /** Where a table's metadata lay (null: a new table) and will lie. */
    record Pointer(@Nullable String from, String to) {}

    private enum Fate {
        DONE,
        ABSENT,
        UNKNOWN
    }

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SOCKET_SECONDS = 60;

    private final PipelineCatalog catalog;
    private final Map<String, Pointer> moves;
    private final LakeStep step;

    LakeSwap(PipelineCatalog catalog, Map<String, Pointer> moves, LakeStep step) {
        this.catalog = catalog;
        this.moves = moves;
        this.step = step;
    }

    void untilKnown() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long pause = 10_000_000;
        Exception cause = attempt();
        while (cause != null) {
            Fate fate = readBack(cause);
            if (fate == Fate.DONE) {
                return;
            }
            if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                throw new LakeException("what became of a swap of " + moves.keySet() + " could not be learnt", cause);
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(pause * 2, 2_000_000_000);
            cause = fate == Fate.ABSENT ? attempt() : cause;
        }
    }

    /** Null when it is certainly durable, else why that is not certain. */
    private @Nullable Exception attempt() {
        try (Connection c = catalog.database().fresh(SOCKET_SECONDS)) {
            c.setAutoCommit(false);
            step.before(c);
            requireOwner(c);
            for (Map.Entry<String, Pointer> move : moves.entrySet()) {
                move(c, move.getKey(), move.getValue());
            }
            step.locked(c);
            Failpoint.hit(CrashPoint.C29);
            c.commit();
            Failpoint.hit(CrashPoint.C22);
            return null;
        } catch (SQLException | Failpoint.FailpointException e) {
            return e;
        }
    }

    private Fate readBack(Exception cause) {
        try (Connection c = catalog.database().fresh(SOCKET_SECONDS)) {
            c.setAutoCommit(false);
            long active = lock(c);
            if (moved(c)) {
                return Fate.DONE;
            }
            if (active != catalog.generation().number()) {
                throw new SupersededException(active);
            }
            return Fate.ABSENT;
        } catch (SQLException e) {
            cause.addSuppressed(e);
            return Fate.UNKNOWN;
        }
    }

    private boolean moved(Connection c) throws SQLException {
        if (moves.isEmpty()) {
            return step.done(c);
        }
        Map.Entry<String, Pointer> any = moves.entrySet().iterator().next();
        return Objects.equals(pointer(c, any.getKey()), any.getValue().to());
    }

    private @Nullable String pointer(Connection c, String name) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "SELECT metadata_location FROM freshet.lake_table WHERE pipeline_uid = ? AND name = ?")) {
            s.setObject(1, catalog.pipeline().uid());
            s.setString(2, name);
            try (ResultSet row = s.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    private void requireOwner(Connection c) throws SQLException {
        long active = lock(c);
        if (active > catalog.generation().number()) {
            throw new SupersededException(active);
        }
        if (active < catalog.generation().number()) {
            throw new LakeException("generation " + catalog.generation() + " of " + catalog.pipeline()
                    + " has not been activated and may not write to the lake");
        }
    }

    private long lock(Connection c) throws SQLException {
        UUID uid = catalog.pipeline().uid();
        try (PreparedStatement s =
                c.prepareStatement("SELECT generation FROM freshet.ledger WHERE pipeline_uid = ? FOR UPDATE")) {
            s.setObject(1, uid);
            try (ResultSet row = s.executeQuery()) {
                if (!row.next()) {
                    throw new LakeException("the ledger has no pipeline " + catalog.pipeline() + " for this login");
                }
                return row.getLong(1);
            }
        }
    }

    private void move(Connection c, String name, Pointer pointer) throws SQLException {
        int moved =
                pointer.from() == null ? insert(c, name, pointer.to()) : update(c, name, pointer.from(), pointer.to());
        if (moved != 1) {
            throw new LakeException("the table " + name + " of " + catalog.pipeline()
                    + " was moved by another process under the same generation");
        }
    }

    private int insert(Connection c, String name, String to) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("""
                INSERT INTO freshet.lake_table (tenant_id, pipeline_uid, name, metadata_location, generation)
                VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""")) {
            s.setString(1, catalog.pipeline().tenant().value());
            s.setObject(2, catalog.pipeline().uid());
            s.setString(3, name);
            s.setString(4, to);
            s.setLong(5, catalog.generation().number());
            return s.executeUpdate();
        }
    }

    private int update(Connection c, String name, String from, String to) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("""
                UPDATE freshet.lake_table SET metadata_location = ?, generation = ?, updated_at = clock_timestamp()
                 WHERE pipeline_uid = ? AND name = ? AND metadata_location = ?""")) {
            s.setString(1, to);
            s.setLong(2, catalog.generation().number());
            s.setObject(3, catalog.pipeline().uid());
            s.setString(4, name);
            s.setString(5, from);
            return s.executeUpdate();
        }
    }
}
