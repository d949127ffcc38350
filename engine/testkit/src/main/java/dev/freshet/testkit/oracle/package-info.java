/** Seeded, shrinking cases for an oracle: tables, change scripts and views over them, as SQL text and boxed rows. */
@NullMarked
package dev.freshet.testkit.oracle;

import org.jspecify.annotations.NullMarked;
