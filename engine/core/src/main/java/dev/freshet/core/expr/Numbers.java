package dev.freshet.core.expr;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Period;
import org.jspecify.annotations.Nullable;

/** Unary arithmetic over boxed numbers. */
final class Numbers {
    private Numbers() {}

    static Object negate(@Nullable Object v) {
        return switch (v) {
            case Long l -> Math.negateExact(l);
            case Float f -> -f;
            case Double d -> -d;
            case BigDecimal d -> d.negate();
            case Period p -> p.negated();
            case Duration d -> d.negated();
            case null, default -> throw new IllegalArgumentException("no negative of " + v);
        };
    }

    static Object abs(@Nullable Object v) {
        return switch (v) {
            case Long l -> Math.absExact(l);
            case Float f -> Math.abs(f);
            case Double d -> Math.abs(d);
            case BigDecimal d -> d.abs();
            case Duration d -> d.abs();
            case Period q -> q.toTotalMonths() < 0 ? q.negated() : q;
            case null, default -> throw new IllegalArgumentException("no absolute value of " + v);
        };
    }
}
