package dev.freshet.server.rest;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.freshet.server.access.Problem;
import dev.freshet.server.access.Problem.Slip;
import dev.freshet.server.access.Problems;
import dev.freshet.server.access.Refusal;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads JSON bodies strictly: unknown fields, doubled keys and wrong types are refused with their place. */
@ApplicationScoped
public class Bodies {
    private final ObjectReader reader;

    public Bodies(ObjectMapper json) {
        this.reader = json.reader()
                .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /** The call's body as that shape. */
    public <T> T read(Call call, Class<T> shape) {
        T value = parse(call.body().getBytes(), shape);
        if (value == null) {
            throw Problems.badRequest("", "malformed", "A JSON object is expected.", null)
                    .refusal();
        }
        return value;
    }

    /** The call's body as a JSON object. */
    public JsonNode object(Call call) {
        JsonNode node = read(call, JsonNode.class);
        if (!node.isObject()) {
            throw Problems.badRequest("", "malformed", "A JSON object is expected.", null)
                    .refusal();
        }
        return node;
    }

    private <T> @Nullable T parse(byte[] body, Class<T> shape) {
        try {
            return reader.forType(shape).readValue(body);
        } catch (JsonProcessingException e) {
            throw refusal(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Refusal refusal(JsonProcessingException e) {
        String pointer = e instanceof JsonMappingException mapping ? pointer(mapping) : "";
        if (e instanceof UnrecognizedPropertyException unknown) {
            String detail = "There is no field '" + unknown.getPropertyName() + "' here.";
            return problem(e, pointer, "unknown_field", detail, "Known here: " + unknown.getKnownPropertyIds());
        }
        return problem(e, pointer, "malformed", String.valueOf(e.getOriginalMessage()), null);
    }

    private static Refusal problem(
            JsonProcessingException e, String pointer, String code, String detail, @Nullable String hint) {
        JsonLocation at = e.getLocation();
        Slip slip = new Slip(
                pointer,
                at == null ? null : at.getLineNr(),
                at == null ? null : at.getColumnNr(),
                code,
                detail,
                hint,
                null,
                null,
                null);
        return Problem.of(400, code, "Bad request", detail)
                .errors(List.of(slip))
                .refusal();
    }

    private static String pointer(JsonMappingException e) {
        StringBuilder pointer = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            pointer.append('/').append(step.getFieldName() == null ? step.getIndex() : escape(step.getFieldName()));
        }
        return pointer.toString();
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
