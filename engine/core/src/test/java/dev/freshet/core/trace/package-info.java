/** Traces against maps that do the same in the obvious way. */
@org.jspecify.annotations.NullMarked
package dev.freshet.core.trace;
