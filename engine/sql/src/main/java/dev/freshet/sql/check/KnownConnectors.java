package dev.freshet.sql.check;

import dev.freshet.spi.error.Diagnostic;
import dev.freshet.sql.ConnectorCheck;
import dev.freshet.sql.document.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The connectors of the contract and their settings, for callers without a catalog of their own. */
final class KnownConnectors implements ConnectorCheck {
    private static final Map<String, Set<String>> SOURCES = Map.of(
            "files",
                    Set.of(
                            "path",
                            "pattern",
                            "format",
                            "mode",
                            "max_size",
                            "connection",
                            "header",
                            "delimiter",
                            "poll_ms",
                            "null_text"),
            "push", Set.of("format"),
            "kafka", Set.of("topic", "format", "connection", "start", "group", "options"),
            "datagen", Set.of("count", "rate", "seed", "format"),
            "nexmark", Set.of("events", "rate", "seed"));
    private static final Map<String, Set<String>> SINKS = Map.of(
            "kafka", Set.of("topic", "format", "connection", "options"),
            "postgres", Set.of("table", "schema", "connection"),
            "files", Set.of("path", "format", "mode"),
            "null", Set.of("format"));
    private static final Map<String, String> REQUIRED_SOURCE = Map.of("files", "path", "kafka", "topic");
    private static final Map<String, String> REQUIRED_SINK = Map.of("files", "path", "kafka", "topic");

    @Override
    public List<Diagnostic> check(String connector, boolean sink, Map<String, Object> settings) {
        Map<String, Set<String>> all = sink ? SINKS : SOURCES;
        Set<String> known = all.get(connector);
        if (known == null) {
            return List.of(Diagnostic.error(
                    "unknown_connector",
                    "/connector",
                    "there is no " + (sink ? "sink" : "source") + " connector '" + connector + "'",
                    Spelling.hint(connector, all.keySet().stream().sorted().toList())));
        }
        List<Diagnostic> out = new ArrayList<>();
        for (String name : settings.keySet()) {
            if (!known.contains(name)) {
                out.add(Diagnostic.error(
                        "unknown_field",
                        "/" + name,
                        "unknown field '" + name + "' of connector " + connector,
                        Spelling.hint(name, known.stream().sorted().toList())));
            }
        }
        String required = (sink ? REQUIRED_SINK : REQUIRED_SOURCE).get(connector);
        if (required != null && !settings.containsKey(required)) {
            out.add(Diagnostic.error(
                    "missing_field", "/" + required, "'" + required + "' is missing", "add " + required));
        }
        return out;
    }
}
