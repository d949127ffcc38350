package dev.freshet.worker.loop;

import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.store.EpochRecord;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Epochs that are shown already and not yet durable: a thread of its own commits them in order. What waits is bounded, so
 * that a crash cannot lose more than that. The first failure is kept and thrown to whoever comes next.
 */
final class Backlog implements AutoCloseable {
    private static final long MAX_BYTES = 32L << 20;
    private static final int MAX_EPOCHS = 256;

    private final Commits commits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<EpochDriver.Shown> waiting = new ArrayDeque<>();
    private final ArrayDeque<EpochDriver.Shown> settled = new ArrayDeque<>();
    private long bytes;
    private boolean closed;
    private @Nullable RuntimeException failure;

    Backlog(Commits commits) {
        this.commits = commits;
        Thread.ofPlatform().name("committer").daemon().start(this::work);
    }

    /** Waits for room. */
    void add(EpochDriver.Shown epoch) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (failure == null && !waiting.isEmpty() && (bytes > MAX_BYTES || waiting.size() >= MAX_EPOCHS)) {
                changed.await();
            }
            check();
            waiting.add(epoch);
            bytes += bytes(epoch.step().record());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Epochs that have become durable since the last call. */
    List<EpochDriver.Shown> settled() {
        lock.lock();
        try {
            check();
            List<EpochDriver.Shown> out = List.copyOf(settled);
            settled.clear();
            return out;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until everything is durable. */
    void await() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (failure == null && !waiting.isEmpty()) {
                changed.await();
            }
            check();
        } finally {
            lock.unlock();
        }
    }

    private void check() {
        if (failure != null) {
            throw failure;
        }
    }

    private void work() {
        try {
            for (EpochDriver.Shown next = next(); next != null; next = next()) {
                commits.commit(next.step().record());
                committed(next);
            }
        } catch (RuntimeException e) {
            fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private EpochDriver.@Nullable Shown next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.await();
            }
            return closed ? null : waiting.peek();
        } finally {
            lock.unlock();
        }
    }

    private void committed(EpochDriver.Shown epoch) {
        lock.lock();
        try {
            waiting.remove();
            bytes -= bytes(epoch.step().record());
            settled.add(epoch);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void fail(RuntimeException e) {
        lock.lock();
        try {
            failure = e;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static long bytes(EpochRecord record) {
        long in =
                record.inputs().values().stream().mapToLong(ColumnBatch::bytes).sum();
        return in
                + record.outputs().values().stream()
                        .mapToLong(ColumnBatch::bytes)
                        .sum();
    }

    /** Ends the thread; what still waits is given up. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
