package dev.freshet.core.expr;

import dev.freshet.core.plan.Expression;
import dev.freshet.core.plan.format.Json;
import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.VariantValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** JSON values: access, tests, building and changing, as PostgreSQL's jsonb. */
final class JsonFunctions {
    private JsonFunctions() {}

    static void register(Map<String, FunctionFactory> r) {
        r.put("parse_json", Boxed.strict(a -> Casting.parseJson(String.valueOf(a.get(0)))));
        r.put("json_get", Boxed.strict(a -> element(tree(a, 0), a.get(1), JsonFunctions::variant)));
        r.put("json_get_text", Boxed.strict(a -> element(tree(a, 0), a.get(1), JsonFunctions::text)));
        r.put("json_path", Boxed.strict(a -> along(a, JsonFunctions::variant)));
        r.put("json_path_text", Boxed.strict(a -> along(a, JsonFunctions::text)));
        r.put("json_contains", Boxed.strict(a -> contains(tree(a, 0), tree(a, 1))));
        r.put("json_contained", Boxed.strict(a -> contains(tree(a, 1), tree(a, 0))));
        r.put("json_has", Boxed.strict(a -> has(tree(a, 0), a.get(1))));
        r.put("json_has_any", Boxed.strict(a -> list(a.get(1)).stream().anyMatch(k -> has(tree(a, 0), k))));
        r.put("json_has_all", Boxed.strict(a -> list(a.get(1)).stream().allMatch(k -> has(tree(a, 0), k))));
        r.put("json_delete", Boxed.strict(JsonFunctions::delete));
        r.put("json_delete_path", Boxed.strict(a -> variant(without(tree(a, 0), path(a.get(1)), 0))));
        r.put("json_concat", Boxed.strict(a -> variant(concat(tree(a, 0), tree(a, 1)))));
        r.put("json_typeof", Boxed.strict(a -> typeOf(tree(a, 0))));
        r.put("json_array_length", Boxed.strict(JsonFunctions::length));
        r.put("json_keys", Boxed.strict(JsonFunctions::keys));
        r.put("json_set", Boxed.strict(JsonFunctions::set));
        r.put("json_strip_nulls", Boxed.strict(a -> variant(stripped(tree(a, 0)))));
        r.put("json_pretty", Boxed.strict(a -> JsonText.pretty(tree(a, 0))));
        r.put("to_json", (call, arguments, _) -> Boxed.evaluator(call, arguments, true, a -> toJson(call, a)));
        r.put("json_object", (call, arguments, _) -> Boxed.evaluator(call, arguments, false, a -> object(call, a)));
        r.put("json_array", (call, arguments, _) -> Boxed.evaluator(call, arguments, false, a -> array(call, a)));
        r.put("json_path_exists", paths((found, _) -> !found.isEmpty()));
        r.put("json_path_first", paths((found, _) -> found.isEmpty() ? null : variant(found.getFirst())));
        r.put("json_path_array", paths((found, _) -> variant(found)));
        r.put(
                "json_path_match",
                paths((found, _) -> found.size() == 1 && found.getFirst() instanceof Boolean b ? b : null));
        r.put("json_value", paths((found, _) -> value(found)));
        r.put("json_query", paths((found, _) -> query(found)));
    }

    static @Nullable Object tree(List<@Nullable Object> a, int i) {
        return a.get(i) instanceof VariantValue v ? Json.parse(v.json()) : null;
    }

    static VariantValue variant(@Nullable Object tree) {
        return new VariantValue(Json.write(JsonText.canonical(tree)));
    }

    /** A scalar's own text, else JSON; the JSON null has none. */
    private static @Nullable Object text(@Nullable Object tree) {
        return tree == null ? null : tree instanceof String s ? s : JsonText.spaced(tree);
    }

    private static List<?> list(@Nullable Object v) {
        return v instanceof List<?> l ? l : List.of();
    }

    private interface Form {
        @Nullable
        Object of(@Nullable Object tree);
    }

    private static @Nullable Object element(@Nullable Object json, @Nullable Object key, Form form) {
        if (json instanceof Map<?, ?> m && key instanceof String name) {
            return m.containsKey(name) ? form.of(m.get(name)) : null;
        }
        if (!(json instanceof Map<?, ?>) && key instanceof Long index) {
            // A scalar counts as an array of one.
            List<?> l = json instanceof List<?> some ? some : Arrays.asList(json);
            long i = index < 0 ? l.size() + index : index;
            return i >= 0 && i < l.size() ? form.of(l.get((int) i)) : null;
        }
        return null;
    }

    /** A path comes as an array of texts, or as PostgreSQL writes one. */
    private static List<@Nullable Object> path(@Nullable Object v) {
        if (v instanceof List<?> l) {
            return new ArrayList<>(l);
        }
        String s = String.valueOf(v).strip();
        if (!s.startsWith("{") || !s.endsWith("}")) {
            throw new RowException("bad_cast", "malformed array literal: \"" + s + "\"");
        }
        return new ArrayList<>(PgArrays.parse(s));
    }

    private static @Nullable Object along(List<@Nullable Object> a, Form form) {
        Object at = tree(a, 0);
        for (Object step : path(a.get(1))) {
            if (step == null || !(at instanceof Map<?, ?> || at instanceof List<?>)) {
                return null;
            }
            Object key = at instanceof List<?> ? number(step.toString()) : step;
            if (key == null || element(at, key, _ -> true) == null) {
                return null;
            }
            at = at instanceof Map<?, ?> m ? m.get(key) : item((List<?>) at, (Long) key);
        }
        return form.of(at);
    }

    private static @Nullable Object item(List<?> l, long index) {
        return l.get((int) (index < 0 ? l.size() + index : index));
    }

    private static @Nullable Long number(String s) {
        return s.matches("-?\\d{1,9}") ? Long.valueOf(s) : null;
    }

    // ---- tests ----

    private static boolean contains(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Map<?, ?> m && b instanceof Map<?, ?> n) {
            return n.entrySet().stream()
                    .allMatch(e -> m.containsKey(e.getKey()) && within(m.get(e.getKey()), e.getValue()));
        }
        if (a instanceof List<?> l) {
            List<?> wanted = b instanceof List<?> w ? w : b instanceof Map<?, ?> ? null : Arrays.asList(b);
            return wanted != null && wanted.stream().allMatch(w -> l.stream().anyMatch(v -> within(v, w)));
        }
        return equal(a, b);
    }

    /** Below the top an array contains no bare scalar. */
    private static boolean within(@Nullable Object a, @Nullable Object b) {
        return a instanceof List<?> == b instanceof List<?> && contains(a, b);
    }

    static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return decimal(x).compareTo(decimal(y)) == 0;
        }
        return Objects.equals(JsonText.canonical(a), JsonText.canonical(b));
    }

    static BigDecimal decimal(Number n) {
        return n instanceof BigDecimal d ? d : BigDecimal.valueOf(n.longValue());
    }

    private static boolean has(@Nullable Object json, @Nullable Object key) {
        return key != null
                && (json instanceof Map<?, ?> m && m.containsKey(key)
                        || json instanceof List<?> l && l.contains(key)
                        || json instanceof String s && s.equals(key));
    }

    static String typeOf(@Nullable Object json) {
        return switch (json) {
            case null -> "null";
            case Map<?, ?> _ -> "object";
            case List<?> _ -> "array";
            case String _ -> "string";
            case Boolean _ -> "boolean";
            default -> "number";
        };
    }

    private static Long length(List<@Nullable Object> a) {
        if (tree(a, 0) instanceof List<?> l) {
            return (long) l.size();
        }
        throw new RowException("bad_value", "cannot get array length of a non-array");
    }

    private static @Nullable Object keys(List<@Nullable Object> a) {
        return tree(a, 0) instanceof Map<?, ?> m ? new ArrayList<>(m.keySet()) : null;
    }

    // ---- changes ----

    private static Object delete(List<@Nullable Object> a) {
        Object json = tree(a, 0);
        Set<?> names = a.get(1) instanceof List<?> l ? Set.copyOf(l) : Set.of(String.valueOf(a.get(1)));
        if (json instanceof List<?> l) {
            List<@Nullable Object> out = new ArrayList<>(l);
            if (a.get(1) instanceof Long index) {
                long i = index < 0 ? l.size() + index : index;
                if (i >= 0 && i < l.size()) {
                    out.remove((int) i);
                }
            } else {
                out.removeIf(v -> v instanceof String s && names.contains(s));
            }
            return variant(out);
        }
        if (json instanceof Map<?, ?> m && !(a.get(1) instanceof Long)) {
            Map<Object, @Nullable Object> out = new LinkedHashMap<>(m);
            out.keySet().removeAll(names);
            return variant(out);
        }
        throw new RowException("bad_value", "cannot delete from a scalar, or from an object by index");
    }

    private static @Nullable Object without(@Nullable Object json, List<@Nullable Object> path, int at) {
        if (at == path.size() || !(json instanceof Map<?, ?> || json instanceof List<?>)) {
            return json;
        }
        return changed(json, path, at, (old, last) -> last ? GONE : without(old, path, at + 1));
    }

    private static final Object GONE = new Object();

    private interface Change {
        @Nullable
        Object of(@Nullable Object old, boolean last);
    }

    /** A copy in which the element that the path names here is another one; what is not there stays away. */
    private static @Nullable Object changed(@Nullable Object json, List<@Nullable Object> path, int at, Change change) {
        boolean last = at == path.size() - 1;
        String step = String.valueOf(path.get(at));
        if (json instanceof Map<?, ?> m && m.containsKey(step)) {
            Map<Object, @Nullable Object> out = new LinkedHashMap<>(m);
            Object value = change.of(m.get(step), last);
            if (value == GONE) {
                out.remove(step);
            } else {
                out.put(step, value);
            }
            return out;
        }
        Long index = json instanceof List<?> ? number(step) : null;
        if (json instanceof List<?> l && index != null) {
            long i = index < 0 ? l.size() + index : index;
            if (i >= 0 && i < l.size()) {
                List<@Nullable Object> out = new ArrayList<>(l);
                Object value = change.of(l.get((int) i), last);
                if (value == GONE) {
                    out.remove((int) i);
                } else {
                    out.set((int) i, value);
                }
                return out;
            }
        }
        return json;
    }

    private static Object set(List<@Nullable Object> a) {
        Object json = tree(a, 0);
        if (!(json instanceof Map<?, ?> || json instanceof List<?>)) {
            throw new RowException("bad_value", "cannot set path in scalar");
        }
        boolean create = a.size() < 4 || Boolean.TRUE.equals(a.get(3));
        return variant(set(json, path(a.get(1)), 0, tree(a, 2), create));
    }

    private static @Nullable Object set(
            @Nullable Object json, List<@Nullable Object> path, int at, @Nullable Object value, boolean create) {
        if (path.isEmpty()) {
            return json;
        }
        boolean last = at == path.size() - 1;
        String step = String.valueOf(path.get(at));
        if (last && create && json instanceof Map<?, ?> m && !m.containsKey(step)) {
            Map<Object, @Nullable Object> out = new LinkedHashMap<>(m);
            out.put(step, value);
            return out;
        }
        Long index = json instanceof List<?> ? number(step) : null;
        if (json instanceof List<?> && index == null) {
            throw new RowException(
                    "bad_value", "path element at position " + (at + 1) + " is not an integer: \"" + step + "\"");
        }
        if (last && create && json instanceof List<?> l && index != null && (index >= l.size() || index < -l.size())) {
            List<@Nullable Object> out = new ArrayList<>(l);
            out.add(index < 0 ? 0 : l.size(), value);
            return out;
        }
        return changed(json, path, at, (old, end) -> end ? value : set(old, path, at + 1, value, create));
    }

    private static Object concat(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Map<?, ?> m && b instanceof Map<?, ?> n) {
            Map<Object, @Nullable Object> out = new LinkedHashMap<>(m);
            out.putAll(n);
            return out;
        }
        List<@Nullable Object> out = new ArrayList<>(a instanceof List<?> l ? l : Arrays.asList(a));
        out.addAll(b instanceof List<?> l ? l : Arrays.asList(b));
        return out;
    }

    private static @Nullable Object stripped(@Nullable Object json) {
        if (json instanceof Map<?, ?> m) {
            Map<Object, @Nullable Object> out = new LinkedHashMap<>();
            m.forEach((k, v) -> {
                if (v != null) {
                    out.put(k, stripped(v));
                }
            });
            return out;
        }
        if (json instanceof List<?> l) {
            List<@Nullable Object> out = new ArrayList<>();
            l.forEach(v -> out.add(stripped(v)));
            return out;
        }
        return json;
    }

    // ---- building ----

    private static @Nullable Object of(Type type, @Nullable Object value) {
        StringBuilder out = new StringBuilder();
        JsonText.append(out, type, value);
        return Json.parse(out.toString());
    }

    private static Object toJson(Expression.Call call, List<@Nullable Object> a) {
        return variant(of(call.argument(0).type().type(), a.get(0)));
    }

    private static Object object(Expression.Call call, List<@Nullable Object> a) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        for (int i = 0; i + 1 < a.size(); i += 2) {
            Object key = a.get(i);
            if (key == null) {
                throw new RowException("bad_value", "the name of a JSON field is NULL");
            }
            DataType type = call.argument(i).type();
            out.put(
                    PgText.format(type.type(), key),
                    of(call.argument(i + 1).type().type(), a.get(i + 1)));
        }
        return variant(out);
    }

    private static Object array(Expression.Call call, List<@Nullable Object> a) {
        List<@Nullable Object> out = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            out.add(of(call.argument(i).type().type(), a.get(i)));
        }
        return variant(out);
    }

    // ---- paths ----

    private interface Found {
        @Nullable
        Object of(List<@Nullable Object> items, List<@Nullable Object> arguments);
    }

    private static FunctionFactory paths(Found found) {
        return (call, arguments, _) -> {
            Map<String, JsonPath> known = new LinkedHashMap<>();
            return Boxed.evaluator(call, arguments, true, a -> {
                if (known.size() > 100) {
                    known.clear();
                }
                JsonPath path = known.computeIfAbsent(String.valueOf(a.get(1)), JsonPath::parse);
                return found.of(path.select(tree(a, 0)), a);
            });
        };
    }

    /** JSON_VALUE: one scalar as a text; anything else is NULL. */
    private static @Nullable Object value(List<@Nullable Object> found) {
        Object one = found.size() == 1 ? found.getFirst() : null;
        return one == null || one instanceof Map<?, ?> || one instanceof List<?> ? null : text(one);
    }

    /** JSON_QUERY: one value; anything else is NULL. */
    private static @Nullable Object query(List<@Nullable Object> found) {
        return found.size() == 1 ? variant(found.getFirst()) : null;
    }
}
