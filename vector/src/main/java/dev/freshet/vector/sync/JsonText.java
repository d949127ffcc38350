package dev.freshet.vector.sync;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.VariantValue;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Nested values as JSON, for jsonb columns. */
final class JsonText {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonText() {}

    static String of(Type type, Object value) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            write(json, type, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static void write(JsonGenerator json, Type type, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
            return;
        }
        switch (type) {
            case Type.Bool _ -> json.writeBoolean((Boolean) value);
            case Type.Int(int bits) when bits < 64 -> json.writeNumber(((Number) value).longValue());
            case Type.Real _, Type.Double _ -> number(json, ((Number) value).doubleValue());
            case Type.Variant _ -> json.writeRawValue(((VariantValue) value).json());
            case Type.Array(DataType e) -> array(json, e.type(), (List<?>) value);
            case Type.Vector _ -> array(json, Type.REAL, (List<?>) value);
            case Type.MapOf(DataType k, DataType v) -> map(json, k.type(), v.type(), (Map<?, ?>) value);
            case Type.Row(List<Field> fields) -> row(json, fields, (List<?>) value);
            default -> json.writeString(PgTypes.text(type, value));
        }
    }

    /** Reads what {@link #of} wrote. */
    static @Nullable Object read(Type type, String text) {
        try (JsonParser json = JSON.createParser(text)) {
            json.nextToken();
            return read(json, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Object read(JsonParser json, Type type) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        return switch (type) {
            case Type.Array(DataType e) -> readArray(json, e.type());
            case Type.Vector _ -> readArray(json, Type.REAL);
            case Type.MapOf(DataType k, DataType v) -> readMap(json, k.type(), v.type());
            case Type.Row(List<Field> fields) -> readRow(json, fields);
            case Type.Variant _ -> new VariantValue(raw(json));
            default -> PgTypes.value(type, json.getText());
        };
    }

    private static List<@Nullable Object> readArray(JsonParser json, Type element) throws IOException {
        List<@Nullable Object> out = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            out.add(read(json, element));
        }
        return out;
    }

    private static Map<@Nullable Object, @Nullable Object> readMap(JsonParser json, Type key, Type value)
            throws IOException {
        Map<@Nullable Object, @Nullable Object> out = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            Object k = PgTypes.value(key, json.currentName());
            json.nextToken();
            out.put(k, read(json, value));
        }
        return out;
    }

    /** PostgreSQL orders the fields of an object anew. */
    private static List<@Nullable Object> readRow(JsonParser json, List<Field> fields) throws IOException {
        List<@Nullable Object> out = new ArrayList<>(Collections.nCopies(fields.size(), null));
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            for (int i = 0; i < fields.size(); i++) {
                if (fields.get(i).name().equals(name)) {
                    out.set(i, read(json, fields.get(i).type().type()));
                }
            }
        }
        return out;
    }

    private static String raw(JsonParser json) throws IOException {
        StringWriter out = new StringWriter();
        try (JsonGenerator copy = JSON.createGenerator(out)) {
            copy.copyCurrentStructure(json);
        }
        return out.toString();
    }

    private static void number(JsonGenerator json, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeString(Double.toString(value));
        }
    }

    private static void array(JsonGenerator json, Type element, List<?> values) throws IOException {
        json.writeStartArray();
        for (Object v : values) {
            write(json, element, v);
        }
        json.writeEndArray();
    }

    private static void map(JsonGenerator json, Type key, Type value, Map<?, ?> map) throws IOException {
        json.writeStartObject();
        for (Map.Entry<?, ?> e : map.entrySet()) {
            json.writeFieldName(String.valueOf(PgTypes.text(key, e.getKey())));
            write(json, value, e.getValue());
        }
        json.writeEndObject();
    }

    private static void row(JsonGenerator json, List<Field> fields, List<?> values) throws IOException {
        json.writeStartObject();
        for (int i = 0; i < fields.size(); i++) {
            json.writeFieldName(fields.get(i).name());
            write(json, fields.get(i).type().type(), values.get(i));
        }
        json.writeEndObject();
    }
}
