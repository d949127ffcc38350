/** The functions and operators of the dialect: names, accepted arguments and result types, PostgreSQL's. */
@NullMarked
package dev.freshet.sql.function;

import org.jspecify.annotations.NullMarked;
