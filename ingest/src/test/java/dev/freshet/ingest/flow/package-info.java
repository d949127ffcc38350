/** Tests of the room of the same name. */
@NullMarked
package dev.freshet.ingest.flow;

import org.jspecify.annotations.NullMarked;
