package dev.freshet.shell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;

/** {@code --set spec.epoch.max_rows=1000}: changes a document by dotted paths before it is compiled. */
final class Overrides {
    private static final YAMLMapper YAML = new YAMLMapper();

    private Overrides() {}

    /** The document as JSON with the settings in their places. */
    static byte[] apply(byte[] document, List<String> settings) throws IOException {
        JsonNode root = YAML.readTree(document);
        if (!(root instanceof ObjectNode object)) {
            throw new IllegalArgumentException("the document is not an object");
        }
        for (String setting : settings) {
            int eq = setting.indexOf('=');
            if (eq < 1) {
                throw new IllegalArgumentException("--set takes path=value, not \"" + setting + "\"");
            }
            put(object, setting.substring(0, eq).split("\\."), value(setting.substring(eq + 1)));
        }
        return new ObjectMapper().writeValueAsBytes(object);
    }

    private static JsonNode value(String text) {
        try {
            return YAML.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no value", e);
        }
    }

    private static void put(ObjectNode object, String[] path, JsonNode value) {
        ObjectNode at = object;
        for (int i = 0; i < path.length - 1; i++) {
            JsonNode next = at.get(path[i]);
            at = next instanceof ObjectNode o ? o : at.putObject(path[i]);
        }
        at.set(path[path.length - 1], value);
    }
}
