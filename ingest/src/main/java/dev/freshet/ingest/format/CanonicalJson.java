package dev.freshet.ingest.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The one text that stands for a JSON value in a VARIANT: no white space, object keys sorted bytewise (of duplicates the
 * last one), numbers without superfluous zeros and, up to 40 digits, without exponent. Equal values have equal text.
 */
public final class CanonicalJson {
    private static final int PLAIN_DIGITS = 40;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    private CanonicalJson() {}

    /** Reads JSON text; throws with code {@code bad_json} when it is none. */
    static JsonNode parse(String json) {
        try {
            JsonNode node = MAPPER.readTree(json);
            if (node.isMissingNode()) {
                throw BadValueException.json("An empty text is not JSON.");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw BadValueException.json("The nested value is not JSON: " + e.getOriginalMessage());
        }
    }

    /** The canonical form of a JSON text; throws {@link BadValueException} when it is no JSON. */
    public static String of(String json) {
        return write(parse(json)).toString();
    }

    static ByteSink write(JsonNode node) {
        ByteSink out = new ByteSink();
        write(node, out);
        return out;
    }

    private static void write(JsonNode node, ByteSink out) {
        switch (node.getNodeType()) {
            case OBJECT -> object(node, out);
            case ARRAY -> array(node, out);
            case STRING -> JsonText.quote(node.textValue(), out);
            case NUMBER -> out.text(number(node.decimalValue()));
            default -> out.text(node.asText());
        }
    }

    private static void object(JsonNode node, ByteSink out) {
        List<Map.Entry<String, JsonNode>> entries = node.properties().stream()
                .sorted((a, b) -> Arrays.compareUnsigned(utf8(a.getKey()), utf8(b.getKey())))
                .toList();
        String separator = "{";
        for (Map.Entry<String, JsonNode> entry : entries) {
            out.text(separator);
            JsonText.quote(entry.getKey(), out);
            out.write(':');
            write(entry.getValue(), out);
            separator = ",";
        }
        out.text(entries.isEmpty() ? "{}" : "}");
    }

    private static void array(JsonNode node, ByteSink out) {
        String separator = "[";
        for (JsonNode element : node) {
            out.text(separator);
            write(element, out);
            separator = ",";
        }
        out.text(node.isEmpty() ? "[]" : "]");
    }

    private static String number(BigDecimal value) {
        BigDecimal stripped = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        boolean plain = Math.abs((long) stripped.scale()) <= PLAIN_DIGITS;
        return plain ? stripped.toPlainString() : stripped.toString();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
