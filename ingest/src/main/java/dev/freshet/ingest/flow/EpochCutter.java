package dev.freshet.ingest.flow;

import dev.freshet.spi.connect.Intake;
import dev.freshet.spi.sys.WallClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Groups intakes into epochs. Each source has a lane in which order is kept; an epoch takes from the lanes in turn, never
 * splits an intake, and is cut when it is full or its oldest intake has waited long enough. While an epoch is being
 * committed further intakes gather for the next one. Any thread may put; one thread takes.
 */
public final class EpochCutter implements IntakeGate, AutoCloseable {
    private record Queued(Intake intake, long rows, long at) {}

    /** One source's intakes in order. */
    private static final class Lane {
        private final ArrayDeque<Queued> queue = new ArrayDeque<>();
        private int urgent;

        void add(Queued q) {
            queue.add(q);
            urgent += isUrgent(q) ? 1 : 0;
        }

        Queued remove() {
            Queued q = queue.remove();
            urgent -= isUrgent(q) ? 1 : 0;
            return q;
        }

        private static boolean isUrgent(Queued q) {
            return q.intake().reply().isAwaited();
        }
    }

    private final CutRules rules;
    private final WallClock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final Map<String, Lane> bySource = new HashMap<>();
    private final List<Lane> lanes = new ArrayList<>();
    private int next;
    private int count;
    private long bytes;
    private long rows;
    private boolean closed;

    public EpochCutter(CutRules rules, WallClock clock) {
        this.rules = rules;
        this.clock = clock;
    }

    /** {@inheritDoc} An intake larger than all the room enters when nothing else is queued. */
    @Override
    public void put(Intake intake) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && !hasRoom(intake)) {
                room.await();
            }
            add(intake);
        } finally {
            lock.unlock();
        }
    }

    /** Like {@link #put}, but returns false at once when there is no room: the caller sheds load. */
    public boolean offer(Intake intake) {
        lock.lock();
        try {
            if (!closed && !hasRoom(intake)) {
                return false;
            }
            add(intake);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom(Intake intake) {
        return count == 0 || bytes + intake.bytes() <= rules.maxBytes();
    }

    private void add(Intake intake) {
        if (closed) {
            throw new IllegalStateException("the pipeline takes no more input");
        }
        Lane lane = bySource.computeIfAbsent(intake.source(), _ -> {
            Lane fresh = new Lane();
            lanes.add(fresh);
            return fresh;
        });
        Queued q = new Queued(intake, intake.rowCount(), clock.nanos());
        lane.add(q);
        count++;
        bytes += intake.bytes();
        rows += q.rows();
        arrived.signal();
    }

    /** Bytes that wait for an epoch. */
    public long queuedBytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The intakes of the next epoch, in the order in which they apply; empty when no epoch was due within {@code idle}, or
     * when the cutter was closed and everything was taken.
     */
    public List<Intake> take(Duration idle) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long deadline = clock.nanos() + idle.toNanos();
            while (true) {
                long now = clock.nanos();
                if (count > 0 && (closed || due(now) <= now)) {
                    return cut();
                }
                if (closed || now >= deadline) {
                    return List.of();
                }
                arrived.awaitNanos((count == 0 ? deadline : Math.min(deadline, due(now))) - now);
            }
        } finally {
            lock.unlock();
        }
    }

    /** When the waiting intakes make an epoch, in the clock's nanoseconds. */
    private long due(long now) {
        if (rows >= rules.maxRows() || bytes >= rules.maxBytes() / 2) {
            return now;
        }
        long due = Long.MAX_VALUE;
        for (Lane lane : lanes) {
            Queued first = lane.queue.peek();
            if (first != null) {
                long patience = lane.urgent > 0 ? rules.urgentMillis() : rules.maxMillis();
                due = Math.min(due, first.at() + TimeUnit.MILLISECONDS.toNanos(patience));
            }
        }
        return due;
    }

    private List<Intake> cut() {
        List<Intake> taken = new ArrayList<>();
        long room = rules.maxRows();
        for (Lane lane = turn(); lane != null; lane = turn()) {
            Queued head = lane.queue.element();
            if (!taken.isEmpty() && head.rows() > room) {
                break;
            }
            taken.add(lane.remove().intake());
            next++;
            count--;
            room -= head.rows();
            rows -= head.rows();
            bytes -= head.intake().bytes();
        }
        this.room.signalAll();
        return taken;
    }

    /** The lane whose turn it is, passing over empty ones; null when all are. */
    private @Nullable Lane turn() {
        for (int i = 0; i < lanes.size(); i++, next++) {
            Lane lane = lanes.get(Math.floorMod(next, lanes.size()));
            if (!lane.queue.isEmpty()) {
                return lane;
            }
        }
        return null;
    }

    /** Takes no more; what is queued can still be taken. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
