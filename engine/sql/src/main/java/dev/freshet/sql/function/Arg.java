package dev.freshet.sql.function;

import dev.freshet.spi.data.Type;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an argument while a call is typed.
 *
 * @param unknown a text literal or NULL, whose type is whatever the function wants
 * @param constant the value of an integer or text literal, or null
 */
public record Arg(
        Type type,
        boolean nullable,
        boolean unknown,
        @Nullable Object constant) {}
