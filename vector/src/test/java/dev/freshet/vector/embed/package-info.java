/** Tests of the room of the same name. */
@NullMarked
package dev.freshet.vector.embed;

import org.jspecify.annotations.NullMarked;
