/** Tests of the room of the same name. */
@NullMarked
package dev.freshet.vector.sync;

import org.jspecify.annotations.NullMarked;
