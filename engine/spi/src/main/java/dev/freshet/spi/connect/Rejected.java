package dev.freshet.spi.connect;

import dev.freshet.spi.data.ByteString;
import java.util.Map;

/**
 * An input that never became a row.
 *
 * @param source the source's (or pushed table's) name
 * @param code a stable reason: {@code bad_json, bad_csv, bad_value, missing_value, unknown_column, duplicate_key, late,
 *     too_large, parse_failed …}
 * @param detail one sentence for people, naming the field and the remedy
 * @param origin where it came from: file, line, partition, offset, request …
 * @param payload the bytes as they came, possibly cut at 64 KiB
 */
public record Rejected(String source, String code, String detail, Map<String, String> origin, ByteString payload) {
    public Rejected {
        origin = Map.copyOf(origin);
    }
}
