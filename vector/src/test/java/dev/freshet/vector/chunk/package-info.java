/** Tests of the room of the same name. */
@NullMarked
package dev.freshet.vector.chunk;

import org.jspecify.annotations.NullMarked;
