package dev.freshet.core.plan;

import dev.freshet.spi.data.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A typed scalar over the columns of one input row. */
public sealed interface Expression {
    DataType type();

    /** Column of the input by position. */
    record Input(int column, DataType type) implements Expression {}

    /** A constant in the text form of {@link Literals}; {@code text} null is NULL. */
    record Literal(@Nullable String text, DataType type) implements Expression {}

    /**
     * A function of the catalog ({@link Functions} lists names and meaning). Arguments have exactly the types that the
     * function asks for: whoever makes the plan inserts the casts.
     */
    record Call(String function, List<Expression> arguments, DataType type) implements Expression {
        public Call {
            arguments = List.copyOf(arguments);
        }

        public Expression argument(int i) {
            return arguments.get(i);
        }
    }
}
