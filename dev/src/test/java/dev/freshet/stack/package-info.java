/** Tests of the local stack against the real parts. */
@NullMarked
package dev.freshet.stack;

import org.jspecify.annotations.NullMarked;
