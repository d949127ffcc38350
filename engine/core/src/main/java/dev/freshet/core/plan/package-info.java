/** The checked, typed definition before it becomes a Circuit: sealed records, independent of SQL and of the runtime. */
@NullMarked
package dev.freshet.core.plan;

import org.jspecify.annotations.NullMarked;
