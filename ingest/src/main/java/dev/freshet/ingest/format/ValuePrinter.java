package dev.freshet.ingest.format;

import dev.freshet.spi.data.Column;

/** Prints one value of a column that is not NULL. Stateless. */
@FunctionalInterface
interface ValuePrinter {
    void print(Column column, int row, ByteSink out);
}
