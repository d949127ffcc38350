/** Searches an index by vector, by words, or by both. */
@NullMarked
package dev.freshet.vector.query;

import org.jspecify.annotations.NullMarked;
