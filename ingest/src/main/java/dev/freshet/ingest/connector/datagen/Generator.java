package dev.freshet.ingest.connector.datagen;

import dev.freshet.spi.data.ColumnBuilder;

/** Appends the value of one column in the row of that number, counted from 0. */
@FunctionalInterface
interface Generator {
    void append(long row, ColumnBuilder to);
}
