package dev.freshet.meta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;

/** Text as Postgres can hold it: one character U+0000 in a bad record must not make its epoch impossible to commit. */
final class PgText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PgText() {}

    static String clean(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    }

    /** A JSON object with keys in order. */
    static String json(Map<String, ?> map) {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((k, v) -> sorted.put(clean(k), v instanceof String s ? clean(s) : v));
        try {
            return JSON.writeValueAsString(sorted);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
