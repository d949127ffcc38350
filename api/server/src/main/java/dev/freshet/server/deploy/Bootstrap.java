package dev.freshet.server.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes the document that a worker reads from its standard input: everything it needs, secrets included. */
public final class Bootstrap {
    private static final Pattern SECRET = Pattern.compile("\\$\\{secret:([^}]+)}");

    private Bootstrap() {}

    /** A secret that a definition refers to and the tenant does not have. */
    public static final class MissingSecret extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MissingSecret(String name) {
            super("The secret '" + name + "' does not exist any more.");
        }
    }

    /** The spec with its connections beside it and secrets in their places. */
    public static ObjectNode definition(
            ObjectNode spec, Map<String, JsonNode> connections, Map<String, String> secrets) {
        ObjectNode definition = spec.deepCopy();
        ObjectNode inlined = definition.putObject("connections");
        connections.forEach(inlined::set);
        return (ObjectNode) resolved(definition, secrets);
    }

    /** The secrets that a text refers to, in its order. */
    public static List<String> referred(String text) {
        return SECRET.matcher(text).results().map(found -> found.group(1)).toList();
    }

    private static JsonNode resolved(JsonNode node, Map<String, String> secrets) {
        return switch (node) {
            case ObjectNode object -> {
                object.properties().forEach(member -> member.setValue(resolved(member.getValue(), secrets)));
                yield object;
            }
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    array.set(i, resolved(array.get(i), secrets));
                }
                yield array;
            }
            case TextNode text -> JsonNodeFactory.instance.textNode(resolved(text.textValue(), secrets));
            default -> node;
        };
    }

    private static String resolved(String text, Map<String, String> secrets) {
        Matcher matcher = SECRET.matcher(text);
        return matcher.replaceAll(found -> {
            String value = secrets.get(found.group(1));
            if (value == null) {
                throw new MissingSecret(found.group(1));
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
