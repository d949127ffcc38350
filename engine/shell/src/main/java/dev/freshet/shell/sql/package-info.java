/** The engine as a shell: tables in memory, views kept up by circuits, one epoch per statement. */
@NullMarked
package dev.freshet.shell.sql;

import org.jspecify.annotations.NullMarked;
