package dev.freshet.core.expr;

import dev.freshet.core.plan.format.Json;
import dev.freshet.spi.data.VariantValue;
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
        r.put("array_concat", Boxed.strict(NestedFunctions::concat));
        r.put("parse_json", Boxed.strict(a -> Casting.parseJson(String.valueOf(a.get(0)))));
        r.put("json_get", Boxed.strict(a -> variant(get(a))));
        r.put("json_get_text", Boxed.strict(a -> scalar(get(a))));
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

    private static Object concat(List<@Nullable Object> a) {
        List<@Nullable Object> out = new ArrayList<>();
        a.forEach(l -> out.addAll((List<?>) some(l)));
        return out;
    }

    private static @Nullable Object get(List<@Nullable Object> a) {
        Object json = Json.parse(((VariantValue) some(a.get(0))).json());
        Object key = a.get(1);
        if (json instanceof Map<?, ?> m && key instanceof String name) {
            return m.get(name);
        }
        if (json instanceof List<?> l && key instanceof Long index) {
            long i = index < 0 ? l.size() + index : index;
            return i >= 0 && i < l.size() ? l.get((int) i) : null;
        }
        return null;
    }

    private static @Nullable Object variant(@Nullable Object json) {
        return json == null ? null : new VariantValue(Json.write(json));
    }

    private static @Nullable Object scalar(@Nullable Object json) {
        return json == null ? null : json instanceof String s ? s : Json.write(json);
    }
}
