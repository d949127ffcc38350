package dev.freshet.worker.relay;

import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.store.EpochRecord;
import dev.freshet.spi.store.Journal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The committed changes of all views, followed from any epoch: recent ones lie in memory, bounded in bytes, older ones are
 * read from the journal. Thread-safe.
 */
public final class ChangeFeed {
    private static final long KEPT_BYTES = 16L << 20;
    private static final int EPOCHS_PER_READ = 200;
    private static final long BYTES_PER_READ = 16L << 20;

    /** One epoch's changes of one view; {@code received} is when its oldest input was read. */
    public record ViewChange(long epoch, ColumnBatch changes) {}

    /** What follows an epoch: changes ascending, and the epoch up to which nothing else changed. */
    public record Slice(List<ViewChange> changes, long upTo) {}

    private record Kept(long epoch, Map<String, ColumnBatch> outputs, long bytes, Instant received) {}

    private final Journal journal;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final Deque<Kept> kept = new ArrayDeque<>();
    private long bytes;
    private long head;
    private boolean closed;

    /** Starts behind {@code head}: what was committed before is read from the journal. */
    public ChangeFeed(Journal journal, long head) {
        this.journal = journal;
        this.head = head;
    }

    /** An epoch has been committed. */
    public void add(EpochRecord record, Instant received) {
        long size = 64;
        for (ColumnBatch b : record.outputs().values()) {
            size += b.bytes();
        }
        lock.lock();
        try {
            kept.addLast(new Kept(record.epoch(), record.outputs(), size, received));
            bytes += size;
            head = record.epoch();
            while (bytes > KEPT_BYTES && kept.size() > 1) {
                bytes -= kept.removeFirst().bytes();
            }
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public long head() {
        lock.lock();
        try {
            return head;
        } finally {
            lock.unlock();
        }
    }

    public long since() {
        return journal.since();
    }

    /** When the oldest input behind {@code epoch} was read that changed the view; null when nothing did, as far as is known. */
    public @Nullable Instant waitingSince(String view, long epoch) {
        lock.lock();
        try {
            for (Kept k : kept) {
                if (k.epoch() > epoch && k.outputs().containsKey(view)) {
                    return k.received();
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something after {@code epoch}, at most so long; returns the head. */
    public long await(long epoch, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (head <= epoch && !closed && left > 0) {
                left = grown.awaitNanos(left);
            }
            return head;
        } finally {
            lock.unlock();
        }
    }

    /** The next changes of a view after an epoch; {@code upTo} = {@code after} when there is nothing new. */
    public Slice read(String view, long after) {
        lock.lock();
        try {
            Kept oldest = kept.peekFirst();
            if (head <= after || (oldest != null && oldest.epoch() <= after + 1)) {
                return fromMemory(view, after);
            }
        } finally {
            lock.unlock();
        }
        return fromJournal(view, after);
    }

    private Slice fromMemory(String view, long after) {
        List<ViewChange> out = new ArrayList<>();
        long upTo = after;
        long read = 0;
        for (Kept k : kept) {
            if (k.epoch() > after) {
                ColumnBatch change = k.outputs().get(view);
                if (change != null) {
                    out.add(new ViewChange(k.epoch(), change));
                    read += change.bytes();
                }
                upTo = k.epoch();
                if (out.size() >= EPOCHS_PER_READ || read > BYTES_PER_READ) {
                    break;
                }
            }
        }
        return new Slice(out, upTo);
    }

    private Slice fromJournal(String view, long after) {
        long upTo = Math.min(head(), after + EPOCHS_PER_READ);
        List<ViewChange> out = new ArrayList<>();
        journal.replay(after, upTo, record -> {
            ColumnBatch change = record.outputs().get(view);
            if (change != null && !change.isEmpty()) {
                out.add(new ViewChange(record.epoch(), change));
            }
        });
        return new Slice(out, upTo);
    }

    /** Wakes everyone who waits. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }
}
