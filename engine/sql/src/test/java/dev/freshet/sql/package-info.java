/** Documents and SQL in, plans and findings out. */
@NullMarked
package dev.freshet.sql;

import org.jspecify.annotations.NullMarked;
