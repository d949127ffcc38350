package dev.freshet.spi.function;

import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.error.RowError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pure, deterministic function from one row of arguments to any number of rows. Thread-safe. */
public interface TableFunction {
    String name();

    Schema output();

    /**
     * Appends the rows for one call to {@code out} (weight +1 each); arguments are boxed as in {@link
     * dev.freshet.spi.data.Values}. Returns null, or the error that makes the calling row a rejected one (rows appended
     * before are then dropped by the caller).
     */
    @Nullable
    RowError apply(List<@Nullable Object> arguments, BatchBuilder out);
}
