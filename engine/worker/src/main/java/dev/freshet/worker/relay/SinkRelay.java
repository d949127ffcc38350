package dev.freshet.worker.relay;

import dev.freshet.spi.connect.Sink;
import dev.freshet.spi.connect.Sink.EpochChanges;
import dev.freshet.spi.id.Generation;
import dev.freshet.spi.sys.CrashPoint;
import dev.freshet.spi.sys.Failpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries the committed changes of one view to one sink at the sink's own pace, on a thread of its own. A failing sink is
 * tried again with growing pauses and stops nobody else; one that a later generation has opened is left alone.
 */
public final class SinkRelay implements AutoCloseable {
    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final long LONGEST_PAUSE_MILLIS = 15_000;
    private static final int FAR_BEHIND = 3;

    /**
     * Which sink this is.
     *
     * @param name what people call it
     * @param generation of the worker that writes
     */
    public record Place(String name, String view, Generation generation) {}

    /** Told, on the relay's thread, that the sink shows the epochs in {@code (after, upTo]}. */
    public interface Listener {
        void delivered(String sink, long after, long upTo, Instant begun, Instant ended);
    }

    private final Sink sink;
    private final String name;
    private final String view;
    private final ChangeFeed feed;
    private final Generation generation;
    private final Listener listener;
    private volatile long applied = -1;
    private volatile @Nullable String trouble;
    private volatile boolean opened;
    private volatile boolean closed;
    private volatile boolean fenced;
    private @Nullable Thread thread;

    public SinkRelay(Sink sink, Place place, ChangeFeed feed, Listener listener) {
        this.sink = sink;
        this.name = place.name();
        this.view = place.view();
        this.generation = place.generation();
        this.feed = feed;
        this.listener = listener;
    }

    public void start() {
        thread = Thread.ofVirtual().name("relay-" + name).start(this::run);
    }

    public String name() {
        return name;
    }

    public String view() {
        return view;
    }

    public Sink sink() {
        return sink;
    }

    /** Last epoch that the sink holds, −1 before it was opened. */
    public long applied() {
        return applied;
    }

    /** Why the sink does not get on, or null. */
    public @Nullable String trouble() {
        return trouble;
    }

    public boolean fenced() {
        return fenced;
    }

    /** Age of the oldest input that the sink does not show yet, zero when it shows everything. */
    public Duration staleness(Instant now) {
        Instant since = feed.waitingSince(view, applied);
        return since == null || since.isAfter(now) ? Duration.ZERO : Duration.between(since, now);
    }

    private void run() {
        long pause = 0;
        while (!closed && !fenced) {
            try {
                if (pause > 0) {
                    Thread.sleep(pause);
                }
                if (applied < 0) {
                    applied = sink.open(generation);
                    opened = true;
                    Failpoint.hit(CrashPoint.C28);
                }
                pump();
                pause = 0;
                trouble = null;
            } catch (InterruptedException e) {
                return;
            } catch (Sink.FencedException e) {
                fenced = true;
                trouble = e.getMessage();
            } catch (Exception e) {
                trouble = e.getMessage() == null ? e.toString() : e.getMessage();
                System.getLogger(SinkRelay.class.getName())
                        .log(System.Logger.Level.WARNING, "sink " + name + ": " + trouble, e);
                pause = Math.clamp(pause * 2, FIRST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
                applied = -1;
            }
        }
    }

    private void pump() throws InterruptedException {
        feed.await(applied, TimeUnit.MILLISECONDS.toNanos(500));
        ChangeFeed.Slice slice = feed.read(view, applied);
        if (feed.head() - applied >= FAR_BEHIND) {
            Failpoint.hit(CrashPoint.C16);
        }
        if (slice.upTo() > applied) {
            List<EpochChanges> changes = slice.changes().stream()
                    .map(c -> new EpochChanges(c.epoch(), c.changes()))
                    .toList();
            Instant begun = Instant.now();
            long after = applied;
            Failpoint.hit(CrashPoint.C13);
            sink.apply(changes, slice.upTo());
            Failpoint.hit(CrashPoint.C17);
            applied = slice.upTo();
            if (!changes.isEmpty()) {
                listener.delivered(name, after, slice.upTo(), begun, Instant.now());
            }
        }
    }

    /** Waits until the sink was opened once, so that what it writes to is there; gives up when that fails. */
    public void awaitOpened(Duration patience) throws InterruptedException {
        await(() -> opened || trouble != null, patience);
    }

    /** Waits until the sink holds an epoch; false when it did not within the time. */
    public boolean await(long epoch, Duration patience) throws InterruptedException {
        return await(() -> applied >= epoch, patience);
    }

    private boolean await(BooleanSupplier reached, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0 || closed || fenced) {
                return false;
            }
            Thread.sleep(5);
        }
        return true;
    }

    /** Stops after the transaction in hand. */
    @Override
    public void close() {
        closed = true;
        Thread t = thread;
        if (t != null) {
            t.interrupt();
            try {
                t.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        sink.close();
    }
}
