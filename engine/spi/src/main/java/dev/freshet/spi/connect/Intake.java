package dev.freshet.spi.connect;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A unit of input that belongs to one epoch as a whole: a request, a source's transaction, or as much as a reader chose to
 * hand over at once.
 *
 * @param source the source's name
 * @param rows rows per table, in order
 * @param rejected inputs that could not become rows
 * @param position where the source stands after this unit, opaque JSON; null for push
 * @param bytes size for flow control
 * @param received when it was read, for freshness
 * @param reply told once the unit's epoch is durable, or that it failed
 */
public record Intake(
        String source,
        List<InputRows> rows,
        List<Rejected> rejected,
        @Nullable String position,
        long bytes,
        Instant received,
        Reply reply) {
    public Intake {
        rows = List.copyOf(rows);
        rejected = List.copyOf(rejected);
    }

    /** Called from the committing thread; must not block. */
    public interface Reply {
        Reply NONE = new Reply() {
            @Override
            public void committed(long epoch, long accepted, long rejected) {}

            @Override
            public void failed(Throwable cause) {}

            @Override
            public boolean isAwaited() {
                return false;
            }
        };

        /** Whether somebody waits for the answer: its epoch is then cut early. */
        default boolean isAwaited() {
            return true;
        }

        /**
         * What should be stored in the transaction of the epoch so that a repetition of the request finds its answer; null
         * for none.
         */
        default @Nullable StoredReply stored(long epoch, long accepted, long rejected) {
            return null;
        }

        /** The W3C trace context that the unit came with, {@code traceparent} as in its header; null when it is not traced. */
        default @Nullable String traceparent() {
            return null;
        }

        /** The unit shows in the views from now on. */
        void committed(long epoch, long accepted, long rejected);

        /** The unit, and what is {@link #stored} with it, has become durable: as a rule before it was shown. */
        default void settled() {}

        void failed(Throwable cause);
    }

    /** An answer kept under an idempotency key. {@code scope} is the public path. */
    public record StoredReply(String scope, String key, String bodySha256, int status, String body) {}

    public long rowCount() {
        long n = 0;
        for (InputRows r : rows) {
            n += r.rows().size();
        }
        return n;
    }
}
