package dev.freshet.worker.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.core.expr.Casting;
import dev.freshet.core.expr.PgText;
import dev.freshet.core.expr.RowException;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.Values;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The filter of the API: {@code {"col": value}} or {@code {"col": {"op": value}}}; all must hold. */
final class RowFilter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private interface Condition {
        boolean holds(ColumnBatch batch, int row);
    }

    private final List<Condition> conditions;

    private RowFilter(List<Condition> conditions) {
        this.conditions = conditions;
    }

    static RowFilter of(Schema schema, @Nullable String json) {
        List<Condition> conditions = new ArrayList<>();
        if (json == null || json.isBlank()) {
            return new RowFilter(conditions);
        }
        JsonNode root = parse(json);
        root.properties().forEach(e -> {
            int column = schema.indexOf(e.getKey());
            if (column < 0) {
                throw new Problem(400, "unknown_column", "There is no column \"" + e.getKey() + "\" to filter by.");
            }
            if (e.getValue().isObject()) {
                e.getValue()
                        .properties()
                        .forEach(op -> conditions.add(condition(schema, column, op.getKey(), op.getValue())));
            } else {
                conditions.add(condition(schema, column, "eq", e.getValue()));
            }
        });
        return new RowFilter(conditions);
    }

    private static JsonNode parse(String json) {
        try {
            JsonNode root = JSON.readTree(json);
            if (root != null && root.isObject()) {
                return root;
            }
        } catch (JsonProcessingException e) {
            // Told below, in our own words.
        }
        throw new Problem(400, "bad_filter", "filter must be a JSON object such as {\"tier\": \"gold\"}.");
    }

    private static Condition condition(Schema schema, int column, String op, JsonNode value) {
        Type type = schema.type(column);
        return switch (op) {
            case "eq" -> value.isNull() ? isNull(column, true) : compare(type, column, value, c -> c == 0);
            case "ne" -> value.isNull() ? isNull(column, false) : compare(type, column, value, c -> c != 0);
            case "lt" -> compare(type, column, value, c -> c < 0);
            case "le" -> compare(type, column, value, c -> c <= 0);
            case "gt" -> compare(type, column, value, c -> c > 0);
            case "ge" -> compare(type, column, value, c -> c >= 0);
            case "in" -> in(type, column, value);
            case "contains" -> text(type, column, t -> t.contains(value.asText()));
            case "like" -> text(type, column, like(value.asText()));
            default ->
                throw new Problem(
                        400,
                        "bad_filter",
                        "\"" + op + "\" is no comparison; use eq, ne, lt, le, gt, ge, in, like or contains.");
        };
    }

    private static Condition isNull(int column, boolean wanted) {
        return (batch, row) -> batch.column(column).isNull(row) == wanted;
    }

    private interface Sign {
        boolean holds(int comparison);
    }

    private static Condition compare(Type type, int column, JsonNode value, Sign sign) {
        Column constant = constant(type, value);
        return (batch, row) -> !batch.column(column).isNull(row)
                && sign.holds(batch.column(column).compare(row, constant, 0));
    }

    private static Condition in(Type type, int column, JsonNode values) {
        List<Condition> any = new ArrayList<>();
        values.forEach(v -> any.add(compare(type, column, v, c -> c == 0)));
        return (batch, row) -> any.stream().anyMatch(c -> c.holds(batch, row));
    }

    private interface TextTest {
        boolean holds(String text);
    }

    private static Condition text(Type type, int column, TextTest test) {
        return (batch, row) -> {
            Object v = Values.get(type, batch.column(column), row);
            return v != null && test.holds(PgText.format(type, v));
        };
    }

    private static TextTest like(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (char c : pattern.toCharArray()) {
            regex.append(c == '%' ? ".*" : c == '_' ? "." : java.util.regex.Pattern.quote(String.valueOf(c)));
        }
        var compiled = java.util.regex.Pattern.compile(regex.toString(), java.util.regex.Pattern.DOTALL);
        return t -> compiled.matcher(t).matches();
    }

    private static Column constant(Type type, JsonNode value) {
        ColumnBuilder one = ColumnBuilder.of(type);
        try {
            Values.append(type, one, Casting.cast(value.asText(), Type.TEXT, type));
        } catch (RowException | ClassCastException e) {
            throw new Problem(400, "bad_filter", "\"" + value.asText() + "\" is no " + type.sql() + ".");
        }
        return one.build();
    }

    ColumnBatch select(ColumnBatch rows) {
        if (conditions.isEmpty()) {
            return rows;
        }
        int[] kept = new int[rows.size()];
        int n = 0;
        for (int i = 0; i < kept.length; i++) {
            int row = i;
            if (conditions.stream().allMatch(c -> c.holds(rows, row))) {
                kept[n++] = i;
            }
        }
        return rows.gather(kept, n);
    }
}
