/** Tests of the room of the same name. */
@NullMarked
package dev.freshet.ingest.catalog;

import org.jspecify.annotations.NullMarked;
