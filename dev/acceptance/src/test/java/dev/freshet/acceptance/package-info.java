/**
 * What the product promises, shown as a user would see it: through the REST API with tokens, the command line, DuckDB on
 * the lake's files and SQL on the index tables of a running local stack.
 */
@NullMarked
package dev.freshet.acceptance;

import org.jspecify.annotations.NullMarked;
