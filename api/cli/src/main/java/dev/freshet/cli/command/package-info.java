/** The commands, one class for each noun. */
@NullMarked
package dev.freshet.cli.command;

import org.jspecify.annotations.NullMarked;
