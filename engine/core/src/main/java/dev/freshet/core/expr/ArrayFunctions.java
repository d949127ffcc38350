package dev.freshet.core.expr;

import dev.freshet.core.plan.Expression;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Arrays and maps as values. Indexes count from 1; an array has one dimension. */
final class ArrayFunctions {
    private ArrayFunctions() {}

    static void register(Map<String, FunctionFactory> r) {
        r.put("array_length", Boxed.strict(a -> list(a, 0).isEmpty() || whole(a, 1) != 1 ? null : (Object) size(a)));
        r.put("array_lower", Boxed.strict(a -> list(a, 0).isEmpty() || whole(a, 1) != 1 ? null : (Object) 1L));
        r.put("array_ndims", Boxed.strict(a -> list(a, 0).isEmpty() ? null : (Object) 1L));
        r.put("array_append", Boxed.lenient(a -> appended(a.get(0), Collections.singletonList(a.get(1)))));
        r.put("array_prepend", Boxed.lenient(a -> appended(Collections.singletonList(a.get(0)), a.get(1))));
        r.put("array_cat", Boxed.lenient(a -> appended(a.get(0), a.get(1))));
        r.put("array_position", Boxed.lenient(ArrayFunctions::position));
        r.put("array_positions", Boxed.lenient(ArrayFunctions::positions));
        r.put("array_remove", Boxed.lenient(ArrayFunctions::remove));
        r.put("array_replace", Boxed.lenient(ArrayFunctions::replace));
        r.put("array_reverse", Boxed.strict(a -> list(a, 0).reversed()));
        r.put("array_distinct", Boxed.strict(a -> new ArrayList<>(new LinkedHashSet<>(list(a, 0)))));
        r.put("array_sort", ordered((a, order) -> sorted(list(a, 0), order)));
        r.put("array_max", ordered((a, order) -> extreme(list(a, 0), order)));
        r.put("array_min", ordered((a, order) -> extreme(list(a, 0), order.reversed())));
        r.put("array_sum", (call, arguments, _) -> Boxed.evaluator(call, arguments, true, a -> sum(call, list(a, 0))));
        r.put("array_slice", Boxed.lenient(ArrayFunctions::slice));
        r.put("trim_array", Boxed.strict(ArrayFunctions::trim));
        r.put("array_fill", Boxed.lenient(ArrayFunctions::fill));
        r.put("array_to_string", (call, arguments, _) -> Boxed.evaluator(call, arguments, false, a -> joined(call, a)));
        r.put(
                "array_contains_all",
                Boxed.strict(
                        a -> list(a, 0).containsAll(list(a, 1)) && !list(a, 1).contains(null)));
        r.put(
                "array_contained",
                Boxed.strict(
                        a -> list(a, 1).containsAll(list(a, 0)) && !list(a, 0).contains(null)));
        r.put("array_overlap", Boxed.strict(ArrayFunctions::overlap));
        r.put("array_any", quantified(true));
        r.put("array_all", quantified(false));
        r.put("array_except", Boxed.strict(a -> kept(list(a, 0), list(a, 1), false)));
        r.put("array_intersect", Boxed.strict(a -> kept(list(a, 0), list(a, 1), true)));
        r.put("map_keys", Boxed.strict(a -> new ArrayList<>(map(a).keySet())));
        r.put("map_values", Boxed.strict(a -> new ArrayList<>(map(a).values())));
        r.put("map_contains_key", Boxed.strict(a -> map(a).containsKey(a.get(1))));
        r.put("map_from_arrays", Boxed.strict(ArrayFunctions::zipped));
    }

    private static List<@Nullable Object> list(List<@Nullable Object> a, int i) {
        List<@Nullable Object> out = new ArrayList<>();
        if (a.get(i) instanceof List<?> l) {
            out.addAll(l);
        }
        return out;
    }

    private static Map<?, ?> map(List<@Nullable Object> a) {
        return a.get(0) instanceof Map<?, ?> m ? m : Map.of();
    }

    private static long whole(List<@Nullable Object> a, int i) {
        return a.get(i) instanceof Long n ? n : 0;
    }

    private static Long size(List<@Nullable Object> a) {
        return (long) list(a, 0).size();
    }

    /** NULL counts as an empty array, unless both are. */
    private static @Nullable Object appended(@Nullable Object a, @Nullable Object b) {
        if (a == null && b == null) {
            return null;
        }
        List<@Nullable Object> out = new ArrayList<>();
        for (Object l : Collections.unmodifiableList(java.util.Arrays.asList(a, b))) {
            if (l instanceof List<?> some) {
                out.addAll(some);
            }
        }
        return out;
    }

    private static @Nullable Object position(List<@Nullable Object> a) {
        if (a.get(0) == null) {
            return null;
        }
        List<@Nullable Object> l = list(a, 0);
        for (int i = a.size() > 2 ? (int) Math.max(1, whole(a, 2)) : 1; i <= l.size(); i++) {
            if (Objects.equals(l.get(i - 1), a.get(1))) {
                return (long) i;
            }
        }
        return null;
    }

    private static @Nullable Object positions(List<@Nullable Object> a) {
        if (a.get(0) == null) {
            return null;
        }
        List<@Nullable Object> l = list(a, 0);
        List<@Nullable Object> out = new ArrayList<>();
        for (int i = 0; i < l.size(); i++) {
            if (Objects.equals(l.get(i), a.get(1))) {
                out.add(i + 1L);
            }
        }
        return out;
    }

    private static @Nullable Object remove(List<@Nullable Object> a) {
        if (a.get(0) == null) {
            return null;
        }
        List<@Nullable Object> out = list(a, 0);
        out.removeIf(v -> Objects.equals(v, a.get(1)));
        return out;
    }

    private static @Nullable Object replace(List<@Nullable Object> a) {
        if (a.get(0) == null) {
            return null;
        }
        List<@Nullable Object> out = list(a, 0);
        out.replaceAll(v -> Objects.equals(v, a.get(1)) ? a.get(2) : v);
        return out;
    }

    /** Bounds outside the array are moved to its ends; a NULL bound that was written makes the whole NULL. */
    private static @Nullable Object slice(List<@Nullable Object> a) {
        if (a.contains(null)) {
            return null;
        }
        List<@Nullable Object> l = list(a, 0);
        long from = Math.max(1, whole(a, 1));
        long to = Math.min(l.size(), whole(a, 2));
        return from > to ? List.of() : new ArrayList<>(l.subList((int) from - 1, (int) to));
    }

    private static Object trim(List<@Nullable Object> a) {
        List<@Nullable Object> l = list(a, 0);
        long n = whole(a, 1);
        if (n < 0 || n > l.size()) {
            throw new RowException("bad_value", "number of elements to trim must be between 0 and " + l.size());
        }
        return new ArrayList<>(l.subList(0, l.size() - (int) n));
    }

    private static @Nullable Object fill(List<@Nullable Object> a) {
        if (a.get(1) == null || list(a, 1).contains(null)) {
            throw new RowException("bad_value", "dimension values cannot be null");
        }
        long n = list(a, 1).isEmpty()
                ? 0
                : (Long) Objects.requireNonNull(list(a, 1).getFirst());
        if (n < 0 || n > 1_000_000) {
            throw new RowException("bad_value", "array size out of range");
        }
        return new ArrayList<>(Collections.nCopies((int) n, a.get(0)));
    }

    private static @Nullable Object joined(Expression.Call call, List<@Nullable Object> a) {
        if (a.get(0) == null || a.get(1) == null) {
            return null;
        }
        Type element = element(call);
        Object none = a.size() > 2 ? a.get(2) : null;
        return list(a, 0).stream()
                .filter(v -> v != null || none != null)
                .map(v -> v == null
                        ? String.valueOf(none)
                        : v instanceof Boolean b ? b ? "t" : "f" : PgText.format(element, v))
                .collect(Collectors.joining(String.valueOf(a.get(1))));
    }

    private static Type element(Expression.Call call) {
        return call.argument(0).type().type() instanceof Type.Array(DataType e) ? e.type() : Type.TEXT;
    }

    private static boolean overlap(List<@Nullable Object> a) {
        List<@Nullable Object> b = list(a, 1);
        return list(a, 0).stream().anyMatch(v -> v != null && b.contains(v));
    }

    private static List<@Nullable Object> kept(List<@Nullable Object> a, List<@Nullable Object> b, boolean in) {
        List<@Nullable Object> out = new ArrayList<>();
        for (Object v : new LinkedHashSet<>(a)) {
            if (b.contains(v) == in) {
                out.add(v);
            }
        }
        return out;
    }

    private static Object zipped(List<@Nullable Object> a) {
        List<@Nullable Object> keys = list(a, 0);
        List<@Nullable Object> values = list(a, 1);
        if (keys.size() != values.size()) {
            throw new RowException("bad_value", keys.size() + " keys and " + values.size() + " values");
        }
        Map<@Nullable Object, @Nullable Object> out = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            out.put(keys.get(i), values.get(i));
        }
        return out;
    }

    // ---- by the order of the elements' type ----

    private interface ByOrder {
        @Nullable
        Object apply(List<@Nullable Object> arguments, Comparator<Object> order);
    }

    private static FunctionFactory ordered(ByOrder body) {
        return (call, arguments, _) -> {
            Comparator<Object> order = order(element(call));
            return Boxed.evaluator(call, arguments, true, a -> body.apply(a, order));
        };
    }

    static Comparator<Object> order(Type type) {
        return (x, y) -> single(type, x).compare(0, single(type, y), 0);
    }

    private static Column single(Type type, Object value) {
        ColumnBuilder one = ColumnBuilder.of(type);
        Values.append(type, one, value);
        return one.build();
    }

    private static List<@Nullable Object> sorted(List<@Nullable Object> l, Comparator<Object> order) {
        l.sort(Comparator.nullsLast(order));
        return l;
    }

    private static @Nullable Object extreme(List<@Nullable Object> l, Comparator<Object> order) {
        Object best = null;
        for (Object v : l) {
            best = v != null && (best == null || order.compare(v, best) > 0) ? v : best;
        }
        return best;
    }

    private static @Nullable Object sum(Expression.Call call, List<@Nullable Object> l) {
        Type element = element(call);
        Object sum = null;
        for (Object v : l) {
            if (v != null) {
                Object same = Casting.cast(v, element, call.type().type());
                sum = sum == null ? same : plus(sum, Objects.requireNonNull(same));
            }
        }
        return sum == null
                ? null
                : Casting.cast(sum, call.type().type(), call.type().type());
    }

    private static Object plus(Object a, Object b) {
        return switch (a) {
            case Long n -> Math.addExact(n, (Long) b);
            case java.math.BigDecimal d -> d.add((java.math.BigDecimal) b);
            default -> ((Number) a).doubleValue() + ((Number) b).doubleValue();
        };
    }

    /** {@code x op ANY/ALL(array)}: arguments x, array and the operator's name. */
    private static FunctionFactory quantified(boolean any) {
        return (call, arguments, _) -> {
            Comparator<Object> order = order(call.argument(0).type().type());
            return Boxed.evaluator(call, arguments, false, a -> {
                if (a.get(1) == null) {
                    return null;
                }
                boolean unknown = false;
                for (Object v : list(a, 1)) {
                    unknown |= v == null || a.get(0) == null;
                    if (v != null
                            && a.get(0) != null
                            && holds(String.valueOf(a.get(2)), order.compare(Objects.requireNonNull(a.get(0)), v))
                                    == any) {
                        return any;
                    }
                }
                return unknown ? null : (Object) !any;
            });
        };
    }

    private static boolean holds(String operator, int comparison) {
        return switch (operator) {
            case "=" -> comparison == 0;
            case "<>" -> comparison != 0;
            case "<" -> comparison < 0;
            case "<=" -> comparison <= 0;
            case ">" -> comparison > 0;
            default -> comparison >= 0;
        };
    }
}
