package dev.freshet.spi.connect;

import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.id.Generation;
import java.util.List;

/**
 * A configured connector that applies the committed changes of one view. Used by one relay thread. It keeps its own
 * progress, where it can in the same transaction as the rows.
 */
public interface Sink extends AutoCloseable {
    String name();

    Delivery delivery();

    /** Fences earlier generations and returns the last epoch that was applied, 0 when none. */
    long open(Generation generation);

    /**
     * Applies the changes of consecutive epochs, ascending, all later than the last applied one; afterwards the progress is
     * {@code upTo}, which is at least the last epoch of {@code changes} (epochs without changes are passed over).
     *
     * @throws FencedException when a later generation has opened this sink
     */
    void apply(List<EpochChanges> changes, long upTo);

    /** End of a bounded run: everything was applied. */
    default void finish() {}

    @Override
    void close();

    /** The net changes of the view in one epoch. */
    record EpochChanges(long epoch, ColumnBatch changes) {}

    final class FencedException extends RuntimeException {
        public FencedException(String message) {
            super(message);
        }
    }
}
