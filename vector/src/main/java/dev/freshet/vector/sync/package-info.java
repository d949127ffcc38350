/** Keeps the tables of a pgvector index exactly in step with a view, epoch by epoch. */
@NullMarked
package dev.freshet.vector.sync;

import org.jspecify.annotations.NullMarked;
