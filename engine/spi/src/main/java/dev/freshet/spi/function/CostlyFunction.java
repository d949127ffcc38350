package dev.freshet.spi.function;

import dev.freshet.spi.data.Type;
import dev.freshet.spi.store.Memo.MemoKey;
import dev.freshet.spi.store.Memo.MemoValue;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A slow or non-deterministic function of one row. It never runs inside an epoch: its result is put into the Memo before
 * the row is admitted, and the circuit reads it from there by {@link #key}. Thread-safe.
 */
public interface CostlyFunction {
    String name();

    /** Type of the value; the Memo holds it as the UTF-8 or raw bytes of the physical column. */
    Type result();

    MemoKey key(List<@Nullable Object> arguments);

    /** Never completes exceptionally for a bad input: that is a {@link MemoValue} with {@code failed}. */
    CompletionStage<MemoValue> call(List<@Nullable Object> arguments);
}
