package dev.freshet.sql.query;

import dev.freshet.core.plan.Expression;
import dev.freshet.core.plan.Functions;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Conditions that compare something with NOW(), each solved for it: {@code ts > NOW() - INTERVAL '1' HOUR} holds before
 * {@code ts + INTERVAL '1' HOUR}.
 */
final class TemporalFilters {
    static final String NOW = "now";
    private static final String HINT = "compare it with a column: WHERE ts > NOW() - INTERVAL '1' HOUR";

    private final List<Expression> rest = new ArrayList<>();
    private final List<Expression> from = new ArrayList<>();
    private final List<Expression> until = new ArrayList<>();

    private TemporalFilters() {}

    /** A filter by a condition of which parts may ask for NOW(). */
    static PlanNode filter(PlanNode input, Expression predicate) {
        if (!readsNow(predicate)) {
            return new PlanNode.Filter(input, predicate);
        }
        TemporalFilters filters = new TemporalFilters();
        filters.split(predicate);
        PlanNode plain = filters.rest.isEmpty() ? input : new PlanNode.Filter(input, filters.conjunction());
        return new PlanNode.TemporalFilter(plain, filters.from, filters.until);
    }

    static boolean readsNow(Expression e) {
        return e instanceof Expression.Call c
                && (c.function().equals(NOW) || c.arguments().stream().anyMatch(TemporalFilters::readsNow));
    }

    /** Fails when anything but a temporal filter asks for the time: every row would change with every tick. */
    static void requireNone(PlanNode node) {
        boolean found = switch (node) {
            case PlanNode.Filter n -> readsNow(n.predicate());
            case PlanNode.Project n -> n.expressions().stream().anyMatch(TemporalFilters::readsNow);
            case PlanNode.TableCall n -> n.arguments().stream().anyMatch(TemporalFilters::readsNow);
            case PlanNode.Join n -> {
                Expression residual = n.residual();
                yield residual != null && readsNow(residual);
            }
            default -> false;
        };
        if (found) {
            throw unsupported();
        }
        node.inputs().forEach(TemporalFilters::requireNone);
    }

    private static UnsupportedException unsupported() {
        return new UnsupportedException("NOW() other than compared with a value in WHERE or HAVING", HINT);
    }

    private Expression conjunction() {
        return rest.size() == 1 ? rest.getFirst() : new Expression.Call(Functions.AND, rest, Type.BOOLEAN.nullable());
    }

    private void split(Expression e) {
        if (!readsNow(e)) {
            rest.add(e);
        } else if (e instanceof Expression.Call c && c.function().equals(Functions.AND)) {
            c.arguments().forEach(this::split);
        } else if (e instanceof Expression.Call c && c.arguments().size() == 2) {
            compare(c);
        } else {
            throw unsupported();
        }
    }

    private void compare(Expression.Call c) {
        boolean nowFirst = readsNow(c.argument(0));
        if (nowFirst && readsNow(c.argument(1))) {
            throw unsupported();
        }
        Expression now = c.argument(nowFirst ? 0 : 1);
        Expression value = c.argument(nowFirst ? 1 : 0);
        switch (nowFirst ? flipped(c.function()) : c.function()) {
            case Functions.GT -> until.add(solved(now, value, 0));
            case Functions.GE -> until.add(solved(now, value, 1));
            case Functions.LT -> from.add(solved(now, value, 1));
            case Functions.LE -> from.add(solved(now, value, 0));
            default -> throw unsupported();
        }
    }

    private static String flipped(String comparison) {
        return switch (comparison) {
            case Functions.GT -> Functions.LT;
            case Functions.GE -> Functions.LE;
            case Functions.LT -> Functions.GT;
            case Functions.LE -> Functions.GE;
            default -> comparison;
        };
    }

    /** What NOW() itself is compared with, {@code steps} units (µs, or days of a date) later. */
    private static Expression solved(Expression now, Expression value, int steps) {
        if (!(now instanceof Expression.Call c)) {
            throw unsupported();
        }
        if (c.function().equals(NOW)) {
            return plus(value, micros(steps));
        }
        boolean shifts = c.function().equals(Functions.ADD) || c.function().equals(Functions.SUB);
        if (shifts && readsNow(c.argument(0)) && isConstant(c.argument(1))) {
            String back = c.function().equals(Functions.ADD) ? Functions.SUB : Functions.ADD;
            Expression moved = new Expression.Call(back, List.of(value, c.argument(1)), value.type());
            return solved(c.argument(0), moved, steps);
        }
        if (!c.function().equals(Functions.CAST)) {
            throw unsupported();
        }
        if (c.type().type() instanceof Type.Date && value.type().type() instanceof Type.Date) {
            Expression day = steps == 0 ? value : plus(value, new Expression.Literal("1", Type.INTEGER.notNull()));
            return solved(c.argument(0), cast(day, Type.TIMESTAMPTZ), 0);
        }
        if (c.type().type() instanceof Type.Timestamp) {
            return solved(c.argument(0), cast(value, Type.TIMESTAMPTZ), steps);
        }
        throw unsupported();
    }

    /** A fixed length: months would not be the same before and after. */
    private static boolean isConstant(Expression e) {
        return e instanceof Expression.Literal l
                && (l.type().type().equals(Type.MICROS) || l.type().type() instanceof Type.Int);
    }

    private static @Nullable Expression micros(int n) {
        return n == 0 ? null : new Expression.Literal(Integer.toString(n), Type.MICROS.notNull());
    }

    private static Expression plus(Expression value, @Nullable Expression more) {
        return more == null ? value : new Expression.Call(Functions.ADD, List.of(value, more), value.type());
    }

    private static Expression cast(Expression e, Type type) {
        return e.type().type().equals(type)
                ? e
                : new Expression.Call(
                        Functions.CAST, List.of(e), new DataType(type, e.type().nullable()));
    }
}
