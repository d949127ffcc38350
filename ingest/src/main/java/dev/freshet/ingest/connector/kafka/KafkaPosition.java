package dev.freshet.ingest.connector.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.ingest.connector.ConnectorException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a topic is read next.
 *
 * @param topicId the topic's id, which changes when it is deleted and made again
 * @param next partition → offset of the record that comes next
 */
record KafkaPosition(String topicId, TreeMap<Integer, Long> next) {
    private static final JsonMapper JSON = new JsonMapper();

    static KafkaPosition of(String json) {
        try {
            JsonNode root = JSON.readTree(json);
            TreeMap<Integer, Long> next = new TreeMap<>();
            root.path("next")
                    .properties()
                    .forEach(e ->
                            next.put(Integer.valueOf(e.getKey()), e.getValue().longValue()));
            return new KafkaPosition(root.path("topic_id").asText(), next);
        } catch (JsonProcessingException e) {
            throw new ConnectorException("the journaled position is not readable", e);
        }
    }

    String toJson() {
        ObjectNode root = JSON.createObjectNode().put("topic_id", topicId);
        ObjectNode offsets = root.putObject("next");
        for (Map.Entry<Integer, Long> e : next.entrySet()) {
            offsets.put(e.getKey().toString(), e.getValue());
        }
        return root.toString();
    }
}
