package dev.freshet.worker.startup;

import dev.freshet.spi.id.PipelineId;
import java.util.LinkedHashMap;
import java.util.Map;

/** Collects metric values under their full names with labels. */
final class Metrics {
    private final Map<String, Double> values = new LinkedHashMap<>();
    private final String labels;

    Metrics(PipelineId pipeline) {
        this.labels = "tenant=\"" + pipeline.tenant() + "\",pipeline=\"" + pipeline.name() + "\"";
    }

    void plain(String name, double value) {
        values.put(name + "{" + labels + "}", value);
    }

    void labelled(String name, String label, String of, double value) {
        values.put(name + "{" + labels + "," + label + "=\"" + of + "\"}", value);
    }

    Map<String, Double> values() {
        return values;
    }
}
