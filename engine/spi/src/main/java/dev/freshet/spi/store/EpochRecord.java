package dev.freshet.spi.store;

import dev.freshet.spi.connect.Intake.StoredReply;
import dev.freshet.spi.connect.Rejected;
import dev.freshet.spi.data.ColumnBatch;
import java.util.List;
import java.util.Map;

/**
 * Everything that one epoch makes durable at once.
 *
 * @param epoch head + 1
 * @param positions source name → opaque position JSON after this epoch; only sources that moved
 * @param inputs table name → net weighted input changes
 * @param outputs view name → net weighted output changes
 * @param viewRejects rows that views could not compute, weighted, with {@link ViewReject#SCHEMA}; may be empty
 * @param rejected inputs that never became rows
 * @param replies answers to keep under idempotency keys
 * @param outputHash SHA-256 hex over the outputs, independent of row order
 * @param ticks journaled non-deterministic inputs such as the clock: name → value
 */
public record EpochRecord(
        long epoch,
        Map<String, String> positions,
        Map<String, ColumnBatch> inputs,
        Map<String, ColumnBatch> outputs,
        ColumnBatch viewRejects,
        List<Rejected> rejected,
        List<StoredReply> replies,
        String outputHash,
        Map<String, Long> ticks) {}
