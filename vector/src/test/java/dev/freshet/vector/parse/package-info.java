/** Tests of the room of the same name. */
@NullMarked
package dev.freshet.vector.parse;

import org.jspecify.annotations.NullMarked;
