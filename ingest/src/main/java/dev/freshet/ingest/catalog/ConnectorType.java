package dev.freshet.ingest.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A connector and the JSON Schemas (2020-12) of its settings.
 *
 * @param name as documents spell it
 * @param source of an entry under {@code sources}, without what all sources share; empty when it is no source
 * @param sink of an entry under {@code sinks}, without what all sinks share; empty when it is no sink
 * @param connection of a stored connection's settings; empty when it needs none
 */
public record ConnectorType(
        String name, String title, Optional<JsonNode> source, Optional<JsonNode> sink, Optional<JsonNode> connection) {
    /** SOURCE, SINK or SOURCE_AND_SINK. */
    public String kind() {
        return source.isEmpty() ? "SINK" : sink.isEmpty() ? "SOURCE" : "SOURCE_AND_SINK";
    }
}
