/** Tests of the room of the same name. */
@NullMarked
package dev.freshet.vector;

import org.jspecify.annotations.NullMarked;
