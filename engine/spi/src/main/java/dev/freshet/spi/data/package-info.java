/** Types, schemas and columnar batches: the form in which rows travel between all rooms. Batches are immutable once built and may be read by any thread. */
@NullMarked
package dev.freshet.spi.data;

import org.jspecify.annotations.NullMarked;
