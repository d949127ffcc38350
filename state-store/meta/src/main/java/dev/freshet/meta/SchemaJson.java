package dev.freshet.meta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * A schema as JSON: {@code {"fields": [{"name", "type", "nullable", …}], "key": [0]}}. A type is its kind in lower case
 * with its parameters beside it; nested types stand under element, key, value and fields. Unknown members are ignored.
 */
public final class SchemaJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SchemaJson() {}

    public static String write(Schema schema) {
        ObjectNode root = JSON.createObjectNode();
        fields(root.putArray("fields"), schema.fields());
        schema.key().forEach(root.putArray("key")::add);
        return root.toString();
    }

    private static void fields(ArrayNode to, List<Field> fields) {
        for (Field f : fields) {
            type(to.addObject().put("name", f.name()), f.type());
        }
    }

    private static void type(ObjectNode to, DataType data) {
        to.put("nullable", data.nullable());
        switch (data.type()) {
            case Type.Bool _ -> to.put("type", "bool");
            case Type.Int(int bits) -> to.put("type", "int").put("bits", bits);
            case Type.Real _ -> to.put("type", "real");
            case Type.Double _ -> to.put("type", "double");
            case Type.Decimal(int p, int s) ->
                to.put("type", "decimal").put("precision", p).put("scale", s);
            case Type.Text(int n, boolean padded) ->
                to.put("type", "text").put("length", n).put("padded", padded);
            case Type.Bytes _ -> to.put("type", "bytes");
            case Type.Date _ -> to.put("type", "date");
            case Type.Time _ -> to.put("type", "time");
            case Type.Timestamp(boolean zoned) -> to.put("type", "timestamp").put("zoned", zoned);
            case Type.Interval(boolean months) -> to.put("type", "interval").put("months", months);
            case Type.Uuid _ -> to.put("type", "uuid");
            case Type.Variant _ -> to.put("type", "variant");
            case Type.Vector(int n) -> to.put("type", "vector").put("dimensions", n);
            case Type.Array(DataType e) -> type(to.put("type", "array").putObject("element"), e);
            case Type.MapOf(DataType k, DataType v) -> {
                type(to.put("type", "map").putObject("key"), k);
                type(to.putObject("value"), v);
            }
            case Type.Row(List<Field> inner) -> fields(to.put("type", "row").putArray("fields"), inner);
        }
    }

    public static Schema read(String json) {
        try {
            JsonNode root = JSON.readTree(json);
            List<Integer> key = new ArrayList<>();
            root.path("key").forEach(k -> key.add(k.asInt()));
            return new Schema(fields(root.path("fields")), key);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a stored schema is not JSON: " + e.getMessage(), e);
        }
    }

    private static List<Field> fields(JsonNode nodes) {
        List<Field> out = new ArrayList<>();
        nodes.forEach(n -> out.add(new Field(n.path("name").asText(), type(n))));
        return out;
    }

    private static DataType type(JsonNode n) {
        Type type = switch (n.path("type").asText()) {
            case "bool" -> Type.BOOLEAN;
            case "int" -> new Type.Int(n.path("bits").asInt());
            case "real" -> Type.REAL;
            case "double" -> Type.DOUBLE;
            case "decimal" ->
                new Type.Decimal(n.path("precision").asInt(), n.path("scale").asInt());
            case "text" ->
                new Type.Text(n.path("length").asInt(), n.path("padded").asBoolean());
            case "bytes" -> Type.BYTES;
            case "date" -> Type.DATE;
            case "time" -> Type.TIME;
            case "timestamp" -> new Type.Timestamp(n.path("zoned").asBoolean());
            case "interval" -> new Type.Interval(n.path("months").asBoolean());
            case "uuid" -> Type.UUID;
            case "variant" -> Type.VARIANT;
            case "vector" -> new Type.Vector(n.path("dimensions").asInt());
            case "array" -> new Type.Array(type(n.path("element")));
            case "map" -> new Type.MapOf(type(n.path("key")), type(n.path("value")));
            case "row" -> new Type.Row(fields(n.path("fields")));
            default ->
                throw new IllegalArgumentException(
                        "a stored schema has a type '" + n.path("type").asText() + "' that is not known here");
        };
        return new DataType(type, n.path("nullable").asBoolean());
    }
}
