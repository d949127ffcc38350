/**
 * Bytes to rows and back: decoders that append to column builders without an object per row, and writers that print
 * rows as JSON or CSV. What a text means as a value of a type is decided here and nowhere else.
 */
@NullMarked
package dev.freshet.ingest.format;

import org.jspecify.annotations.NullMarked;
