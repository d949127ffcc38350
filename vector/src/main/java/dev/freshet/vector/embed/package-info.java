/** From texts to vectors, each bought once and remembered. */
@NullMarked
package dev.freshet.vector.embed;

import org.jspecify.annotations.NullMarked;
