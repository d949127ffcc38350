package dev.freshet.server.wiring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a message of the wake queue says.
 *
 * @param objects objects that came, changed or went, as {@code s3://bucket/key}
 * @param tick whether it asks for nothing but a look round
 */
record WakeMessage(List<String> objects, boolean tick) {
    private static final ObjectMapper JSON = new ObjectMapper();

    WakeMessage {
        objects = List.copyOf(objects);
    }

    /**
     * Reads an event of S3, as EventBridge hands it on or as a bucket sends it, also through SNS; and our own tick.
     *
     * @throws IllegalArgumentException when it is none of these
     */
    static WakeMessage of(String text) {
        return of(tree(text), text);
    }

    private static WakeMessage of(JsonNode message, String text) {
        if (message.path("source").asText().equals("aws.s3")) {
            JsonNode detail = message.path("detail");
            return new WakeMessage(
                    List.of(address(
                            detail.at("/bucket/name").asText(),
                            detail.at("/object/key").asText())),
                    false);
        }
        if (message.path("Records").isArray()) {
            return new WakeMessage(records(message.path("Records")), false);
        }
        if (message.path("Type").asText().equals("Notification")) {
            return of(message.path("Message").asText());
        }
        boolean test = message.path("Event").asText().equals("s3:TestEvent");
        if (test || message.path("freshet").asText().equals("tick")) {
            return new WakeMessage(List.of(), !test);
        }
        throw new IllegalArgumentException("no event of S3: " + text.substring(0, Math.min(200, text.length())));
    }

    /** The bucket's own form writes keys as forms do. */
    private static List<String> records(JsonNode records) {
        List<String> objects = new ArrayList<>();
        for (JsonNode record : records) {
            if (record.has("s3")) {
                String key = record.at("/s3/object/key").asText();
                objects.add(
                        address(record.at("/s3/bucket/name").asText(), URLDecoder.decode(key, StandardCharsets.UTF_8)));
            }
        }
        return objects;
    }

    private static String address(String bucket, String key) {
        return "s3://" + bucket + "/" + key;
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON", e);
        }
    }
}
