package dev.freshet.vector.sync;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.VariantValue;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
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
