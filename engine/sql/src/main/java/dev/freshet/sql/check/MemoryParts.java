package dev.freshet.sql.check;

import dev.freshet.sql.Definition;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a worker's memory is at least made of, in MiB by part. */
final class MemoryParts {
    private static final int ENGINE = 128;
    private static final int WORKER = 16;
    private static final int EMBEDDER = 160;
    private static final int PARSER = 160;
    private static final int KAFKA = 32;

    private MemoryParts() {}

    static Map<String, Integer> of(Definition.Spec spec, boolean parses) {
        Map<String, Integer> out = new LinkedHashMap<>();
        out.put("engine", ENGINE);
        out.put(spec.workers() + (spec.workers() == 1 ? " worker" : " workers"), WORKER * spec.workers());
        if (spec.indexes().values().stream().anyMatch(i -> i.embedder().name() != null)) {
            out.put("embedder", EMBEDDER);
        }
        if (parses) {
            out.put("parser", PARSER);
        }
        boolean kafka = spec.sources().values().stream()
                        .anyMatch(s -> s.connector().equals("kafka"))
                || spec.sinks().values().stream().anyMatch(s -> s.connector().equals("kafka"));
        if (kafka) {
            out.put("kafka client", KAFKA);
        }
        return out;
    }
}
