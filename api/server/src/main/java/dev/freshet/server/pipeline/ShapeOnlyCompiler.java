package dev.freshet.server.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.freshet.server.access.Problem.Slip;
import java.io.IOException;
import java.util.List;

/** Reads a document without looking inside; for tests of everything around it. */
public final class ShapeOnlyCompiler implements DefinitionCompiler {
    private final ObjectMapper json = new ObjectMapper();
    private final ObjectMapper yaml = new YAMLMapper();

    @Override
    public Compilation compile(byte[] document, Media media, Context context) {
        try {
            JsonNode tree = (media == Media.JSON ? json : yaml).readTree(document);
            if (tree instanceof ObjectNode object && object.path("spec").isObject()) {
                return new Compilation(
                        false, List.of(), object, object.path("spec").toString(), "{}");
            }
            return unreadable("a document has a spec");
        } catch (IOException e) {
            return unreadable(String.valueOf(e.getMessage()));
        }
    }

    private static Compilation unreadable(String why) {
        return new Compilation(true, List.of(Slip.at("", "malformed", why, null)), null, null, null);
    }
}
