/** The graph of operators of one pipeline version, and what one epoch carries through it. */
@NullMarked
package dev.freshet.core.circuit;

import org.jspecify.annotations.NullMarked;
