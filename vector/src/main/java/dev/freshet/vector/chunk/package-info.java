/** From a document to chunks whose boundaries follow its content, so that an edit touches few of them. */
@NullMarked
package dev.freshet.vector.chunk;

import org.jspecify.annotations.NullMarked;
