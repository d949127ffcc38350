/** What every source and every sink has to hold, as suites to extend. */
@NullMarked
package dev.freshet.ingest.connector;

import org.jspecify.annotations.NullMarked;
