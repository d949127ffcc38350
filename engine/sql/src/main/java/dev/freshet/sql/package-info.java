/** From the pipeline document and its SQL to the Plan: the one door is {@link dev.freshet.sql.Definitions}. */
@NullMarked
package dev.freshet.sql;

import org.jspecify.annotations.NullMarked;
