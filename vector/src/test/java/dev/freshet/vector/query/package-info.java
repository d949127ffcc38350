/** Tests of the room of the same name. */
@NullMarked
package dev.freshet.vector.query;

import org.jspecify.annotations.NullMarked;
