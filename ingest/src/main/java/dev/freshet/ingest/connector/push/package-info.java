/** Rows that arrive by request: a body becomes one intake, decoded on the request's own thread. */
@NullMarked
package dev.freshet.ingest.connector.push;

import org.jspecify.annotations.NullMarked;
