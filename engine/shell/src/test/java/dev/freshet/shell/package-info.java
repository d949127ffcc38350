/** Runs in one process, and the rules that hold across all engine modules. */
@NullMarked
package dev.freshet.shell;

import org.jspecify.annotations.NullMarked;
