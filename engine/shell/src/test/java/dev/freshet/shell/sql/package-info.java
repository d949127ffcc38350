/** The shell's statements, beside PostgreSQL's and by their exact output. */
@NullMarked
package dev.freshet.shell.sql;

import org.jspecify.annotations.NullMarked;
