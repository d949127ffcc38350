package dev.freshet.sql.function;

import dev.freshet.spi.data.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a call is typed: what each argument is cast to, and the result.
 *
 * @param plan the function that it becomes in the Plan, where that depends on the arguments; else null
 */
public record Resolved(
        List<Type> parameters, Type result, @Nullable String plan) {
    public Resolved {
        parameters = List.copyOf(parameters);
    }

    Resolved(List<Type> parameters, Type result) {
        this(parameters, result, null);
    }

    /** The arguments as they are. */
    static Resolved asIs(List<Arg> args, Type result) {
        return new Resolved(args.stream().map(Arg::type).toList(), result);
    }
}
