/** Views of well-known benchmarks, held against DuckDB after every epoch. */
@NullMarked
package dev.freshet.shell.oracle;

import org.jspecify.annotations.NullMarked;
