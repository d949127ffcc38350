package dev.freshet.ingest.connector.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.ingest.connector.ConnectorException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where a files source stands: what each file has contributed, and whether a bounded source is done. Mutable. */
final class FilesPosition {
    private static final JsonMapper JSON = new JsonMapper();

    final Map<String, Contribution> files = new TreeMap<>();
    boolean done;

    static FilesPosition of(@Nullable String json) {
        FilesPosition position = new FilesPosition();
        if (json == null) {
            return position;
        }
        try {
            JsonNode root = JSON.readTree(json);
            position.done = root.path("done").booleanValue();
            root.path("files")
                    .properties()
                    .forEach(e -> position.files.put(e.getKey(), contribution((ArrayNode) e.getValue())));
            return position;
        } catch (JsonProcessingException e) {
            throw new ConnectorException("the journaled position is not readable", e);
        }
    }

    private static Contribution contribution(ArrayNode a) {
        FileStamp stamp = new FileStamp(a.path(0).longValue(), a.path(1).longValue());
        List<String> copies = new ArrayList<>();
        a.path(5).forEach(n -> copies.add(n.textValue()));
        return new Contribution(
                stamp, a.path(2).longValue(), a.path(3).longValue(), a.path(4).asText(""), copies);
    }

    /** The names of the copies that the position needs. */
    Set<String> copies() {
        Set<String> all = new HashSet<>();
        files.values().forEach(c -> all.addAll(c.copies()));
        return all;
    }

    String toJson() {
        ObjectNode root = JSON.createObjectNode();
        if (done) {
            root.put("done", true);
        }
        ObjectNode all = root.putObject("files");
        files.forEach((path, c) -> {
            ArrayNode a = all.putArray(path).add(c.stamp().size()).add(c.stamp().modified());
            if (c.line() > 0) {
                a.add(c.offset()).add(c.line()).add(c.sum());
                ArrayNode copies = a.addArray();
                c.copies().forEach(copies::add);
            }
        });
        return root.toString();
    }
}
