package dev.freshet.core.plan;

import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far the times of two joined rows may lie apart: the right one is at most {@code rightAhead} µs behind the left one in
 * time (later), the left one at most {@code leftAhead} later than the right one.
 */
public record TimeBand(int left, int right, long rightAhead, long leftAhead) {
    /** No bound. */
    public static final long ENDLESS = Long.MAX_VALUE;

    /** The bands that a join's keys and condition give. */
    public static List<TimeBand> all(PlanNode.Join join) {
        List<TimeBand> out = new ArrayList<>();
        for (int i = 0; i < join.leftKeys().size(); i++) {
            int left = join.leftKeys().get(i);
            Type type = join.left().schema().type(left);
            if (type instanceof Type.Timestamp || type instanceof Type.Date) {
                out.add(new TimeBand(left, join.rightKeys().get(i), 0, 0));
            }
        }
        Map<List<Integer>, TimeBand> found = new LinkedHashMap<>();
        collect(join.residual(), join.left().schema().size(), found);
        out.addAll(found.values());
        return out;
    }

    private static void collect(@Nullable Expression e, int width, Map<List<Integer>, TimeBand> found) {
        if (!(e instanceof Expression.Call call)) {
            return;
        }
        switch (call.function()) {
            case Functions.AND -> call.arguments().forEach(a -> collect(a, width, found));
            case Functions.LE, Functions.LT -> ordered(call.argument(0), call.argument(1), width, found);
            case Functions.GE, Functions.GT -> ordered(call.argument(1), call.argument(0), width, found);
            default -> {}
        }
    }

    /** A column plus a constant. */
    private record Side(int column, long plus) {}

    /** {@code lesser ≤ greater}. */
    private static void ordered(Expression lesser, Expression greater, int width, Map<List<Integer>, TimeBand> found) {
        Side a = side(lesser);
        Side b = side(greater);
        if (a == null || b == null || a.column() < width == b.column() < width) {
            return;
        }
        long apart = Math.max(0, b.plus() - a.plus());
        boolean leftLesser = a.column() < width;
        int left = leftLesser ? a.column() : b.column();
        int right = (leftLesser ? b.column() : a.column()) - width;
        TimeBand band =
                leftLesser ? new TimeBand(left, right, ENDLESS, apart) : new TimeBand(left, right, apart, ENDLESS);
        found.merge(List.of(left, right), band, TimeBand::narrowed);
    }

    private TimeBand narrowed(TimeBand other) {
        return new TimeBand(left, right, Math.min(rightAhead, other.rightAhead), Math.min(leftAhead, other.leftAhead));
    }

    private static @Nullable Side side(Expression e) {
        if (e instanceof Expression.Input in && in.type().type() instanceof Type.Timestamp) {
            return new Side(in.column(), 0);
        }
        boolean sum = e instanceof Expression.Call c
                && (c.function().equals(Functions.ADD) || c.function().equals(Functions.SUB))
                && c.argument(1) instanceof Expression.Literal l
                && l.text() != null
                && l.type().type().equals(Type.MICROS);
        if (!sum || !(e instanceof Expression.Call call)) {
            return null;
        }
        Side inner = side(call.argument(0));
        long shift = Long.parseLong(String.valueOf(((Expression.Literal) call.argument(1)).text()));
        return inner == null
                ? null
                : new Side(inner.column(), inner.plus() + (call.function().equals(Functions.ADD) ? shift : -shift));
    }
}
