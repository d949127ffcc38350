/** State: rows kept in columns by slot, found by hash, ordered where order is needed. One owner thread. */
@NullMarked
package dev.freshet.core.trace;

import org.jspecify.annotations.NullMarked;
