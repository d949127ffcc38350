/**
 * The control plane as a function: takes calls, ticks and queue messages from the function runtime and hands them to the
 * service that runs beside it in the same process.
 */
@NullMarked
package dev.freshet.server.function;

import org.jspecify.annotations.NullMarked;
