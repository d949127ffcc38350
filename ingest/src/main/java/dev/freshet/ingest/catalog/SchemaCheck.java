package dev.freshet.ingest.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.spi.error.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of JSON Schema that the catalog's own schemas use: type, properties, required, enum, minimum, pattern, items
 * and additionalProperties. {@code x-later} lists values that the product will know. A {@code ${secret:…}} fits any text.
 */
final class SchemaCheck {
    private static final Pattern SECRET = Pattern.compile(".*\\$\\{secret:[^}]+}.*");

    private final Set<String> passedOver;
    private final List<Diagnostic> findings = new ArrayList<>();

    SchemaCheck(Set<String> passedOver) {
        this.passedOver = passedOver;
    }

    List<Diagnostic> findings() {
        return List.copyOf(findings);
    }

    void object(JsonNode schema, JsonNode value, String pointer) {
        JsonNode properties = schema.path("properties");
        for (Map.Entry<String, JsonNode> e : value.properties()) {
            String at = pointer + "/" + e.getKey().replace("~", "~0").replace("/", "~1");
            JsonNode property = properties.get(e.getKey());
            if (property != null) {
                value(property, e.getValue(), at, e.getKey());
            } else if (schema.path("additionalProperties").isObject()) {
                value(schema.path("additionalProperties"), e.getValue(), at, e.getKey());
            } else if (!pointer.isEmpty() || !passedOver.contains(e.getKey())) {
                unknown(e.getKey(), properties, at);
            }
        }
        for (JsonNode name : schema.path("required")) {
            if (value.path(name.textValue()).isMissingNode()) {
                JsonNode hint = properties.path(name.textValue()).path("description");
                add(
                        "missing_field",
                        pointer + "/" + name.textValue(),
                        "'" + name.textValue() + "' is missing.",
                        hint.textValue());
            }
        }
    }

    private void unknown(String name, JsonNode properties, String at) {
        Set<String> known = new TreeSet<>();
        properties.fieldNames().forEachRemaining(known::add);
        String near =
                known.stream().filter(k -> distance(k, name) <= 2).findFirst().orElse(null);
        add(
                "unknown_field",
                at,
                "There is no setting '" + name + "' here.",
                near != null ? "Did you mean '" + near + "'?" : "Known: " + String.join(", ", known) + ".");
    }

    private void value(JsonNode schema, JsonNode value, String at, String name) {
        if (!isOfType(schema.path("type"), value)) {
            add(
                    "wrong_type",
                    at,
                    "'" + name + "' must be " + types(schema.path("type")) + ".",
                    schema.path("description").textValue());
            return;
        }
        if (value.isTextual() && SECRET.matcher(value.textValue()).matches()) {
            return;
        }
        allowed(schema, value, at, name);
        if (schema.has("minimum")
                && value.isNumber()
                && value.doubleValue() < schema.get("minimum").doubleValue()) {
            add("out_of_range", at, "'" + name + "' must be at least " + schema.get("minimum") + ".", null);
        }
        if (schema.has("pattern")
                && value.isTextual()
                && !Pattern.matches(schema.get("pattern").textValue(), value.textValue())) {
            add(
                    "unknown_value",
                    at,
                    "'" + name + "' cannot be '" + value.textValue() + "'.",
                    schema.path("description").textValue());
        }
        if (value.isObject() && (schema.has("properties") || schema.has("additionalProperties"))) {
            object(schema, value, at);
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            value(schema.path("items"), value.get(i), at + "/" + i, name);
        }
    }

    private void allowed(JsonNode schema, JsonNode value, String at, String name) {
        if (!schema.has("enum") || contains(schema.path("enum"), value)) {
            return;
        }
        if (contains(schema.path("x-later"), value)) {
            add(
                    "not_implemented",
                    at,
                    "'" + name + ": " + value.asText() + "' is not built yet.",
                    "Use one of " + list(schema.path("enum")) + ".");
        } else {
            add(
                    "unknown_value",
                    at,
                    "'" + name + "' cannot be '" + value.asText() + "'.",
                    "Use one of " + list(schema.path("enum")) + ".");
        }
    }

    private void add(String code, String at, String detail, @Nullable String hint) {
        findings.add(Diagnostic.error(code, at, detail, hint));
    }

    private static boolean contains(JsonNode values, JsonNode value) {
        for (JsonNode v : values) {
            if (v.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static String list(JsonNode values) {
        List<String> all = new ArrayList<>();
        values.forEach(v -> all.add(v.asText()));
        return String.join(", ", all);
    }

    private static boolean isOfType(JsonNode type, JsonNode value) {
        if (type.isMissingNode()) {
            return true;
        }
        if (type.isArray()) {
            for (JsonNode t : type) {
                if (isOfType(t, value)) {
                    return true;
                }
            }
            return false;
        }
        return switch (type.textValue()) {
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            default -> value.isObject();
        };
    }

    private static String types(JsonNode type) {
        String words = type.isArray() ? list(type).replace(", ", " or ") : type.textValue();
        return words.matches("[aeiou].*") ? "an " + words : "a " + words;
    }

    /** Edit distance, for "did you mean". */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
