/** What opens sources and sinks from their settings; each external system has a room of its own below. */
@NullMarked
package dev.freshet.ingest.connector;

import org.jspecify.annotations.NullMarked;
