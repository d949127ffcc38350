/** Tests of the room of the same name. */
@NullMarked
package dev.freshet.ingest.format;

import org.jspecify.annotations.NullMarked;
