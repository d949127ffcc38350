/** Tests of the room of the same name. */
@NullMarked
package dev.freshet.ingest.connector.postgres;

import org.jspecify.annotations.NullMarked;
