/** Tests of the room of the same name, with a real broker. */
@NullMarked
package dev.freshet.ingest.connector.kafka;

import org.jspecify.annotations.NullMarked;
