package dev.freshet.worker.engine;

import dev.freshet.core.plan.Plan;
import dev.freshet.spi.data.ColumnBatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** All readable views of a pipeline at one published epoch: whoever reads sees the whole of an epoch or nothing of it. */
public final class Views {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition published = lock.newCondition();
    private final Map<String, ServedView> views = new LinkedHashMap<>();
    private long epoch;

    Views(List<Plan.View> served) {
        for (Plan.View v : served) {
            if (!v.local()) {
                views.put(v.name(), new ServedView(v.name(), v.schema()));
            }
        }
    }

    /** A view's rows as they stand after an epoch. */
    public record Content(long epoch, ColumnBatch rows) {}

    public Set<String> names() {
        return views.keySet();
    }

    public @Nullable ServedView view(String name) {
        return views.get(name);
    }

    ServedView require(String name) {
        ServedView v = views.get(name);
        if (v == null) {
            throw new IllegalArgumentException("no view " + name);
        }
        return v;
    }

    /** The last published epoch. */
    public long epoch() {
        lock.lock();
        try {
            return epoch;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until an epoch is published, at most so long; returns the last published one. */
    public long await(long wanted, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (epoch < wanted && left > 0) {
                left = published.awaitNanos(left);
            }
            return epoch;
        } finally {
            lock.unlock();
        }
    }

    public Content content(String view) {
        lock.lock();
        try {
            return new Content(epoch, require(view).all());
        } finally {
            lock.unlock();
        }
    }

    public long bytes() {
        lock.lock();
        try {
            return views.values().stream().mapToLong(ServedView::bytes).sum();
        } finally {
            lock.unlock();
        }
    }

    void publish(long newEpoch, Map<String, ColumnBatch> outputs) {
        lock.lock();
        try {
            outputs.forEach((name, change) -> {
                ServedView view = views.get(name);
                if (view != null) {
                    view.apply(change);
                }
            });
            epoch = newEpoch;
            published.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void startAt(long newEpoch) {
        publish(newEpoch, Map.of());
    }
}
