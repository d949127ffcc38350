package dev.freshet.ingest.flow;

import dev.freshet.spi.connect.Intake;
import dev.freshet.spi.connect.Source;
import dev.freshet.spi.connect.SourceGapException;
import dev.freshet.spi.connect.SourceReader;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads one source on a virtual thread of its own and hands every intake to a gate. A failing source is tried again with
 * growing pauses from behind the last intake that was handed over; a lost position ends the pump.
 */
public final class SourcePump implements AutoCloseable {
    private static final Duration WAIT = Duration.ofMillis(200);
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    /** Told what becomes of the source; called on the pump's thread. */
    public interface Listener {
        /** A try failed and will be repeated; {@code cause} is null once it works again. */
        void troubled(String source, @Nullable Exception cause);

        /** The source lost the journaled position: final. */
        void gap(String source, SourceGapException cause);

        /** A bounded source has handed over everything. */
        void finished(String source);

        /** The source was asked and had nothing new. */
        default void looked(String source) {}
    }

    private final Source source;
    private final IntakeGate gate;
    private final Listener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable SourceReader reader;
    private @Nullable String position;
    private volatile boolean closed;
    private @Nullable Thread thread;

    private SourcePump(Source source, @Nullable String position, IntakeGate gate, Listener listener) {
        this.source = source;
        this.position = position;
        this.gate = gate;
        this.listener = listener;
    }

    /** Starts reading right after {@code position}, from the beginning when it is null. */
    public static SourcePump start(Source source, @Nullable String position, IntakeGate gate, Listener listener) {
        SourcePump pump = new SourcePump(source, position, gate, listener);
        pump.thread = Thread.ofVirtual().name("source-" + source.name()).start(pump::run);
        return pump;
    }

    public String name() {
        return source.name();
    }

    private void run() {
        long pause = 0;
        while (!closed) {
            try {
                if (pause > 0) {
                    Thread.sleep(pause);
                }
                if (pumpOnce(pause > 0)) {
                    listener.finished(source.name());
                    return;
                }
                pause = 0;
            } catch (InterruptedException e) {
                return;
            } catch (SourceGapException e) {
                listener.gap(source.name(), e);
                return;
            } catch (Exception e) {
                pause = trouble(e, pause);
            } catch (OutOfMemoryError e) {
                pause = trouble(
                        new IllegalStateException(
                                "there is not enough memory for what it reads at once; give the pipeline more memory, or the source"
                                        + " smaller files",
                                e),
                        pause);
            }
        }
    }

    /** How long to wait before the next attempt, in milliseconds. */
    private long trouble(Exception cause, long pause) {
        if (!closed) {
            listener.troubled(source.name(), cause);
            discard();
        }
        return Math.clamp(pause * 2, FIRST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
    }

    /** One poll; true when the source is at its end. */
    private boolean pumpOnce(boolean troubled) throws InterruptedException {
        SourceReader r = opened();
        Intake intake = r.poll(WAIT);
        if (troubled) {
            listener.troubled(source.name(), null);
        }
        if (intake != null) {
            gate.put(intake);
            position = intake.position();
        } else {
            listener.looked(source.name());
        }
        return intake == null && r.finished();
    }

    private SourceReader opened() {
        lock.lock();
        try {
            SourceReader r = reader;
            if (r == null) {
                r = source.open(position);
                reader = r;
            }
            return r;
        } finally {
            lock.unlock();
        }
    }

    private void discard() {
        lock.lock();
        try {
            SourceReader r = reader;
            reader = null;
            if (r != null) {
                r.close();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Passes on that a position is durable. */
    public void committed(String durable) {
        SourceReader r = reader;
        if (r != null) {
            r.committed(durable);
        }
    }

    /** Stops reading; returns when the thread has ended. */
    @Override
    public void close() {
        closed = true;
        Thread t = thread;
        if (t != null) {
            t.interrupt();
            try {
                t.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        discard();
    }
}
