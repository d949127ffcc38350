package dev.freshet.spi.connect;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One reading of a source, used by one thread except for {@link #committed} and {@link #close}. */
public interface SourceReader extends AutoCloseable {
    /**
     * The next unit of input, or null when nothing arrived within {@code wait}. Reading on after an exception is allowed and
     * continues behind the last unit returned; a {@link SourceGapException} is final.
     */
    @Nullable
    Intake poll(Duration wait) throws InterruptedException;

    /** True when a bounded source has returned everything; never for an unbounded one. */
    boolean finished();

    /** The position is durable: the source may forget what lies before it. Repeating is harmless. */
    default void committed(String position) {}

    @Override
    void close();
}
