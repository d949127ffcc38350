/** Pipelines without a server: a definition is compiled and run in this one process. */
@NullMarked
package dev.freshet.shell;

import org.jspecify.annotations.NullMarked;
