/** Checks what a definition refers to and makes tables of its sources and views of its SQL. */
@NullMarked
package dev.freshet.sql.check;

import org.jspecify.annotations.NullMarked;
