package dev.freshet.core.plan.format;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Records ↔ JSON by their components; a component or element whose declared type is a sealed interface carries its
 * record's simple name under {@code "@"}. Handles String, boolean, int, long, enums, lists, string-keyed maps and nested
 * records.
 */
public final class RecordJson {
    private RecordJson() {}

    public static String write(Object value) {
        return Json.write(tree(value));
    }

    public static <T extends Record> T read(Class<T> type, String json) {
        return type.cast(Objects.requireNonNull(value(type, Json.parse(json)), "null is not a record"));
    }

    private static @Nullable Object tree(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Record r -> record(r);
            case List<?> l -> l.stream().map(RecordJson::tree).toList();
            case Map<?, ?> m -> {
                Map<String, @Nullable Object> out = new LinkedHashMap<>();
                m.forEach((k, v) -> out.put((String) k, tree(v)));
                yield out;
            }
            case Enum<?> e -> e.name();
            default -> value;
        };
    }

    private static Map<String, @Nullable Object> record(Record r) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("@", r.getClass().getSimpleName());
        for (RecordComponent c : r.getClass().getRecordComponents()) {
            try {
                out.put(c.getName(), tree(c.getAccessor().invoke(r)));
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException(e);
            }
        }
        return out;
    }

    private static @Nullable Object value(Type type, @Nullable Object json) {
        if (json == null) {
            return null;
        }
        if (type instanceof ParameterizedType p) {
            return container(p, json);
        }
        Class<?> c = (Class<?>) type;
        if (c == String.class || c == boolean.class || c == Boolean.class) {
            return json;
        }
        if (c == int.class || c == Integer.class) {
            return Math.toIntExact((Long) json);
        }
        if (c == long.class || c == Long.class) {
            return json instanceof Long l ? l : ((java.math.BigDecimal) json).longValueExact();
        }
        if (c.isEnum()) {
            return constant(c, (String) json);
        }
        return construct(c, (Map<?, ?>) json);
    }

    private static Object constant(Class<?> type, String name) {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(name + " is not a " + type.getSimpleName());
    }

    private static Object container(ParameterizedType type, Object json) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == List.class) {
            List<@Nullable Object> out = new ArrayList<>();
            ((List<?>) json).forEach(v -> out.add(value(arguments[0], v)));
            return out;
        }
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        ((Map<?, ?>) json).forEach((k, v) -> out.put((String) k, value(arguments[1], v)));
        return out;
    }

    private static Object construct(Class<?> declared, Map<?, ?> json) {
        Class<?> type = declared.isSealed() ? permitted(declared, (String) json.get("@")) : declared;
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = value(components[i].getGenericType(), json.get(components[i].getName()));
        }
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("cannot read a " + type.getSimpleName(), e);
        }
    }

    private static Class<?> permitted(Class<?> sealedType, @Nullable String name) {
        for (Class<?> c : sealedType.getPermittedSubclasses()) {
            if (c.getSimpleName().equals(name)) {
                return c;
            }
        }
        throw new IllegalArgumentException("'" + name + "' is not a " + sealedType.getSimpleName());
    }
}
