package dev.freshet.spi.connect;

import org.jspecify.annotations.Nullable;

/** A configured connector that yields input. Thread-safe; opening may block. */
public interface Source {
    String name();

    /**
     * Starts reading right after {@code position}, or from the beginning when it is null.
     *
     * @throws SourceGapException when the source no longer has what follows the position
     */
    SourceReader open(@Nullable String position);
}
