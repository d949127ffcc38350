package dev.freshet.sql.function;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses how a function takes given arguments. */
@FunctionalInterface
public interface Overloads {
    /** Null when it does not take them. */
    @Nullable
    Resolved resolve(List<Arg> args);
}
