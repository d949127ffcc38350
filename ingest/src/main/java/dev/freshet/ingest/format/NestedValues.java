package dev.freshet.ingest.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.Values;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arrays, maps, rows, vectors and variants from JSON, boxed: the slow path. Leaves go through {@link ValueReader}. */
final class NestedValues {
    private final String field;
    private final boolean textIsJson;

    NestedValues(String field, boolean textIsJson) {
        this.field = field;
        this.textIsJson = textIsJson;
    }

    /** The canonical JSON text of any value. */
    byte[] canonical(Token token) {
        ByteSink out = new ByteSink();
        if (token.kind == Token.Kind.TEXT && !textIsJson) {
            JsonText.quote(token.bytes, token.from, token.length(), out);
            return out.toArray();
        }
        return CanonicalJson.write(parse(token)).toArray();
    }

    Object boxed(Token token, Type type) {
        if (token.kind == Token.Kind.NESTED || (token.kind == Token.Kind.TEXT && textIsJson)) {
            Object value = boxed(parse(token), type, field);
            if (value != null) {
                return value;
            }
        }
        throw wrong(field, type, token.shown());
    }

    private JsonNode parse(Token token) {
        try {
            return CanonicalJson.parse(token.text());
        } catch (BadValueException e) {
            throw new BadValueException(e.code(), "Field \"" + field + "\": " + e.detail());
        }
    }

    private static @Nullable Object boxed(JsonNode node, Type type, String path) {
        if (node.isNull()) {
            return type instanceof Type.Variant ? leaf(node, type, path) : null;
        }
        return switch (type) {
            case Type.Array(DataType e) -> list(node, e, path, type);
            case Type.MapOf m -> map(node, m, path);
            case Type.Row(List<Field> fields) -> row(node, fields, path, type);
            case Type.Vector v -> vector(node, v, path);
            default -> leaf(node, type, path);
        };
    }

    private static @Nullable Object element(JsonNode node, DataType type, String path) {
        Object value = boxed(node, type.type(), path);
        if (value == null && !type.nullable()) {
            throw new BadValueException("missing_value", "Field \"" + path + "\" is null, but it must have a value.");
        }
        return value;
    }

    private static List<@Nullable Object> list(JsonNode node, DataType element, String path, Type type) {
        if (!node.isArray()) {
            throw wrong(path, type, node.toString());
        }
        List<@Nullable Object> out = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            out.add(element(node.get(i), element, path + "[" + i + "]"));
        }
        return out;
    }

    private static Map<@Nullable Object, @Nullable Object> map(JsonNode node, Type.MapOf type, String path) {
        if (!node.isObject()) {
            throw wrong(path, type, node.toString());
        }
        Map<@Nullable Object, @Nullable Object> out = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String inner = path + "." + entry.getKey();
            Object key = leaf(
                    JsonNodeFactory.instance.textNode(entry.getKey()),
                    type.key().type(),
                    inner);
            out.put(key, element(entry.getValue(), type.value(), inner));
        }
        return out;
    }

    private static List<@Nullable Object> row(JsonNode node, List<Field> fields, String path, Type type) {
        if (!node.isObject()) {
            throw wrong(path, type, node.toString());
        }
        List<@Nullable Object> out = new ArrayList<>(fields.size());
        for (Field f : fields) {
            JsonNode value = node.path(f.name());
            JsonNode present = value.isMissingNode() ? JsonNodeFactory.instance.nullNode() : value;
            out.add(
                    value.isMissingNode() && f.type().nullable()
                            ? null
                            : element(present, f.type(), path + "." + f.name()));
        }
        return out;
    }

    private static List<Float> vector(JsonNode node, Type.Vector type, String path) {
        if (!node.isArray() || node.size() != type.dimensions()) {
            throw wrong(path, type, node.toString());
        }
        List<Float> out = new ArrayList<>(node.size());
        for (JsonNode element : node) {
            if (!element.isNumber()) {
                throw wrong(path, type, node.toString());
            }
            out.add(element.floatValue());
        }
        return out;
    }

    /** A scalar goes through the column's ordinary reader and one-row batch. */
    private static @Nullable Object leaf(JsonNode node, Type type, String path) {
        Schema one = Schema.of(new Field(path, type.nullable()));
        RowCells cells = new RowCells(one);
        ValueReader.of(path, type, false).read(token(node), cells, 0);
        BatchBuilder builder = new BatchBuilder(one);
        cells.appendTo(builder);
        builder.endRow();
        return Values.get(type, builder.build().column(0), 0);
    }

    private static Token token(JsonNode node) {
        Token token = new Token();
        byte[] text = (node.isContainerNode() ? node.toString() : node.asText()).getBytes(StandardCharsets.UTF_8);
        token.set(kind(node), text, 0, text.length);
        return token;
    }

    private static Token.Kind kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> Token.Kind.TEXT;
            case NUMBER -> Token.Kind.NUMBER;
            case BOOLEAN -> node.booleanValue() ? Token.Kind.TRUE : Token.Kind.FALSE;
            case NULL -> Token.Kind.NULL;
            default -> Token.Kind.NESTED;
        };
    }

    private static BadValueException wrong(String path, Type type, String shown) {
        String cut = shown.length() > 40 ? shown.substring(0, 40) + "…" : shown;
        String shape = switch (type) {
            case Type.Vector v -> "a JSON array of " + v.dimensions() + " numbers";
            case Type.Array _ -> "a JSON array";
            default -> "a JSON object";
        };
        return BadValueException.value(
                "Field \"" + path + "\" holds " + cut + ", which is no " + type.sql() + "; send " + shape + ".");
    }
}
