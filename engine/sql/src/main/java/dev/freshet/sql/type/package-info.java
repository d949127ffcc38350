/** SQL types between the engine's vocabulary and Calcite's, with PostgreSQL's rules for results. */
@NullMarked
package dev.freshet.sql.type;

import org.jspecify.annotations.NullMarked;
