/** SQL text: tokens, statements, types, and what PostgreSQL accepts but the parser behind would not. */
@NullMarked
package dev.freshet.sql.parse;

import org.jspecify.annotations.NullMarked;
