package dev.freshet.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What differs between two specs, object by object, and what that costs. */
final class SpecChanges {
    private static final Map<String, String> KINDS = Map.of("sources", "source", "indexes", "index", "sinks", "sink");

    private SpecChanges() {}

    static List<Shapes.Change> between(JsonNode before, JsonNode after) {
        List<Shapes.Change> changes = new ArrayList<>();
        KINDS.forEach((group, kind) -> named(changes, kind, before.path(group), after.path(group)));
        if (!before.path("sql").equals(after.path("sql"))) {
            changes.add(new Shapes.Change("sql", before.path("sql").isMissingNode() ? "ADDED" : "CHANGED", "REPLAY"));
        }
        for (String field : fields(before, after)) {
            if (!KINDS.containsKey(field)
                    && !field.equals("sql")
                    && !before.path(field).equals(after.path(field))) {
                changes.add(new Shapes.Change(field, "CHANGED", field.equals("desired_state") ? "RUN" : "SETTING"));
            }
        }
        return changes;
    }

    private static void named(List<Shapes.Change> changes, String kind, JsonNode before, JsonNode after) {
        for (String name : fields(before, after)) {
            String object = kind + ":" + name;
            if (!before.has(name)) {
                changes.add(new Shapes.Change(object, "ADDED", "BACKFILL"));
            } else if (!after.has(name)) {
                changes.add(new Shapes.Change(object, "REMOVED", "DROP"));
            } else if (!before.get(name).equals(after.get(name))) {
                changes.add(new Shapes.Change(object, "CHANGED", "REPLAY"));
            }
        }
    }

    private static Set<String> fields(JsonNode before, JsonNode after) {
        Set<String> names = new LinkedHashSet<>();
        before.fieldNames().forEachRemaining(names::add);
        after.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
