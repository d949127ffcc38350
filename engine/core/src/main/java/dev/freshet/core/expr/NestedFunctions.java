package dev.freshet.core.expr;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arrays, rows, maps and JSON variants. */
final class NestedFunctions {
    private NestedFunctions() {}

    static void register(Map<String, FunctionFactory> r) {
        r.put("array", Boxed.lenient(ArrayList::new));
        r.put("row", Boxed.lenient(ArrayList::new));
        r.put("map", Boxed.lenient(NestedFunctions::map));
        r.put("array_get", Boxed.strict(a -> element((List<?>) some(a.get(0)), (Long) some(a.get(1)))));
        r.put("field", Boxed.strict(a -> ((List<?>) some(a.get(0))).get(((Long) some(a.get(1))).intValue())));
        r.put("map_get", Boxed.strict(a -> ((Map<?, ?>) some(a.get(0))).get(a.get(1))));
        r.put("cardinality", Boxed.strict(NestedFunctions::cardinality));
        r.put("array_contains", Boxed.strict(NestedFunctions::contains));
    }

    private static Object some(@Nullable Object v) {
        if (v == null) {
            throw new IllegalArgumentException("NULL");
        }
        return v;
    }

    private static Map<@Nullable Object, @Nullable Object> map(List<@Nullable Object> a) {
        Map<@Nullable Object, @Nullable Object> out = new LinkedHashMap<>();
        for (int i = 0; i + 1 < a.size(); i += 2) {
            out.put(a.get(i), a.get(i + 1));
        }
        return out;
    }

    /** From 1; outside the array NULL. */
    private static @Nullable Object element(List<?> list, long index) {
        return index >= 1 && index <= list.size() ? list.get((int) index - 1) : null;
    }

    private static Long cardinality(List<@Nullable Object> a) {
        return a.get(0) instanceof Map<?, ?> m ? (long) m.size() : (long) ((List<?>) some(a.get(0))).size();
    }

    /** {@code x = ANY(array)}: NULL where it is not found but the array holds a NULL. */
    private static @Nullable Object contains(List<@Nullable Object> a) {
        List<?> list = (List<?>) some(a.get(0));
        if (list.contains(a.get(1))) {
            return true;
        }
        return list.contains(null) ? null : (Object) false;
    }
}
