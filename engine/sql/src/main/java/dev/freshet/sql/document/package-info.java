/** Reads YAML and JSON into one tree that knows where each value stands, and that tree into a definition. */
@NullMarked
package dev.freshet.sql.document;

import org.jspecify.annotations.NullMarked;
