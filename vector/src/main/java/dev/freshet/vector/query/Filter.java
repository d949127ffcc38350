package dev.freshet.vector.query;

import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Type;
import dev.freshet.vector.sync.IndexSpec;
import dev.freshet.vector.sync.PgTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A filter as a condition with bound parameters. {@code {"col": value}} or {@code {"col": {"eq|ne|lt|le|gt|ge|in|like|
 * contains": value}}}; all must hold. A NULL satisfies only {@code {"col": null}}.
 */
final class Filter {
    /**
     * @param sql a condition over alias {@code c}
     * @param parameters String, or List of String for an array
     */
    record Condition(String sql, List<Object> parameters) {
        static final Condition ALWAYS = new Condition("true", List.of());
    }

    private final IndexSpec spec;
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();

    private Filter(IndexSpec spec) {
        this.spec = spec;
    }

    static Condition compile(IndexSpec spec, Map<String, @Nullable Object> filter) {
        if (filter.isEmpty()) {
            return Condition.ALWAYS;
        }
        Filter f = new Filter(spec);
        filter.forEach(f::column);
        return new Condition(String.join(" AND ", f.conditions), f.parameters);
    }

    private void column(String name, @Nullable Object wanted) {
        Field field = spec.stored().stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(name));
        if (!(wanted instanceof Map<?, ?> operators)) {
            condition(field, "eq", wanted);
            return;
        }
        if (operators.isEmpty()) {
            throw bad(name, "no operator for column " + name);
        }
        operators.forEach((op, value) -> condition(field, String.valueOf(op), value));
    }

    private void condition(Field field, String operator, @Nullable Object value) {
        String column = "c." + PgTypes.quoted(field.name());
        switch (operator) {
            case "eq" -> compare(field, column, "=", value);
            case "ne" -> compare(field, column, "<>", value);
            case "lt" -> compare(field, column, "<", value);
            case "le" -> compare(field, column, "<=", value);
            case "gt" -> compare(field, column, ">", value);
            case "ge" -> compare(field, column, ">=", value);
            case "in" -> in(field, column, value);
            case "like" -> add(column + " LIKE ?", text(field, value, operator));
            case "contains" -> contains(field, column, value);
            default ->
                throw bad(
                        field.name(),
                        "unknown operator " + operator + "; there are eq, ne, lt, le, gt, ge, in, like, contains");
        }
    }

    private void compare(Field field, String column, String operator, @Nullable Object value) {
        if (value != null) {
            String declared = PgTypes.declared(comparable(field));
            add(column + " " + collated(field) + operator + " ?::" + declared, FilterValue.text(field, value));
        } else if (operator.equals("=")) {
            conditions.add(column + " IS NULL");
        } else if (operator.equals("<>")) {
            conditions.add(column + " IS NOT NULL");
        } else {
            throw bad(field.name(), "null can only be compared by eq and ne");
        }
    }

    private void in(Field field, String column, @Nullable Object value) {
        if (!(value instanceof List<?> list)) {
            throw bad(field.name(), "in takes an array");
        }
        List<String> values = new ArrayList<>();
        for (Object v : list) {
            if (v == null) {
                throw bad(field.name(), "null is in no array; use {\"" + field.name() + "\": null}");
            }
            values.add(FilterValue.text(field, v));
        }
        add(column + " = ANY (?::text[]::" + PgTypes.declared(comparable(field)) + "[])", values);
    }

    /** A part of a text, or an element of an array. */
    private void contains(Field field, String column, @Nullable Object value) {
        if (field.type().type() instanceof Type.Array(DataType element) && value != null) {
            Object boxed = FilterValue.boxed(new Field(field.name(), element), value);
            add(
                    column + " @> ?::jsonb",
                    String.valueOf(PgTypes.text(field.type().type(), List.of(boxed))));
        } else {
            add("position(? IN " + column + ") > 0", text(field, value, "contains"));
        }
    }

    private void add(String condition, Object parameter) {
        conditions.add(condition);
        parameters.add(parameter);
    }

    private static String collated(Field field) {
        return field.type().type() instanceof Type.Text ? "COLLATE \"C\" " : "";
    }

    private static Type comparable(Field field) {
        return switch (field.type().type()) {
            case Type.Variant _, Type.Array _, Type.MapOf _, Type.Row _, Type.Vector _ ->
                throw bad(
                        field.name(),
                        "a " + field.type().type().sql() + " cannot be compared; filter by a column of a plain type");
            default -> field.type().type();
        };
    }

    private static String text(Field field, @Nullable Object value, String operator) {
        if (!(field.type().type() instanceof Type.Text) || !(value instanceof String text)) {
            throw bad(field.name(), operator + " takes a string and a VARCHAR column");
        }
        return text;
    }

    private SearchException unknown(String name) {
        String known = spec.stored().stream().map(Field::name).collect(Collectors.joining(", "));
        return new SearchException(
                "unknown_column",
                pointer(name),
                "the index has no column " + name + " to filter by; it has " + known + " (name others under metadata)");
    }

    private static SearchException bad(String column, String detail) {
        return new SearchException("bad_filter", pointer(column), detail);
    }

    static String pointer(String column) {
        return "/filter/" + column.replace("~", "~0").replace("/", "~1");
    }
}
