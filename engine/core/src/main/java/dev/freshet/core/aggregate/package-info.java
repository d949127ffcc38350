/** Accumulators: what one aggregate keeps per group, in arrays by the group's slot. One owner thread. */
@NullMarked
package dev.freshet.core.aggregate;

import org.jspecify.annotations.NullMarked;
