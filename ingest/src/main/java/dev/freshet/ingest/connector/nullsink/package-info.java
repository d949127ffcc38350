/** A sink that counts and forgets. */
@NullMarked
package dev.freshet.ingest.connector.nullsink;

import org.jspecify.annotations.NullMarked;
