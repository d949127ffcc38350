package dev.freshet.sql.function;

import dev.freshet.spi.data.Type;
import java.util.List;

/** How a call is typed: what each argument is cast to, and the result. */
public record Resolved(List<Type> parameters, Type result) {
    public Resolved {
        parameters = List.copyOf(parameters);
    }

    /** The arguments as they are. */
    static Resolved asIs(List<Arg> args, Type result) {
        return new Resolved(args.stream().map(Arg::type).toList(), result);
    }
}
