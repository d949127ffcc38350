package dev.freshet.spi.store;

import java.util.function.Consumer;

/** The durable epochs of one pipeline, read back. Thread-safe. */
public interface Journal {
    /**
     * Hands the epochs {@code after+1 … upTo} to the reader in order, wherever they lie (Iceberg or hot journal), each with
     * inputs, outputs, ticks and output hash; memory stays bounded by a few epochs. History before {@code since} has been merged into
     * epoch {@code since}: the first record handed over may then stand for all before it.
     */
    void replay(long after, long upTo, Consumer<EpochRecord> reader);

    long since();
}
