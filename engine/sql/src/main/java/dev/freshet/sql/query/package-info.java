/** One query through Calcite: rewritten to our operators, validated, made relational, tidied, lowered to plan nodes. */
@NullMarked
package dev.freshet.sql.query;

import org.jspecify.annotations.NullMarked;
