/** Committed changes on their way out: the feed that readers follow, and one relay per sink. */
@NullMarked
package dev.freshet.worker.relay;

import org.jspecify.annotations.NullMarked;
