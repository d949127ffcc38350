/** Scalar evaluation over whole columns, with errors per row. */
@NullMarked
package dev.freshet.core.expr;

import org.jspecify.annotations.NullMarked;
