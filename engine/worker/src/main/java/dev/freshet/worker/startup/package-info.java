/** The process: reads the bootstrap, builds the object graph by constructors, runs, and leaves with an exit code that says why. */
@NullMarked
package dev.freshet.worker.startup;

import org.jspecify.annotations.NullMarked;
