/** The benchmark's events. */
@NullMarked
package dev.freshet.ingest.connector.nexmark;

import org.jspecify.annotations.NullMarked;
