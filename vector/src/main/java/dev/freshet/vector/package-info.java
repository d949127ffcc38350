/** Parse, chunk, embed, keep in step and search: everything between a document and an answer. */
@NullMarked
package dev.freshet.vector;

import org.jspecify.annotations.NullMarked;
