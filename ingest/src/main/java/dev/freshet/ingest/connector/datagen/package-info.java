/** Generated rows: deterministic in seed and row number, so that any position can be read again. */
@NullMarked
package dev.freshet.ingest.connector.datagen;

import org.jspecify.annotations.NullMarked;
