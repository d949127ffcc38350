/** Data's way in and out: decoders, flow control and connectors by external system. */
@NullMarked
package dev.freshet.ingest;

import org.jspecify.annotations.NullMarked;
