package dev.freshet.server.rest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;

/** Rows of the state store's tables as clients see them. */
final class HistoryViews {
    private HistoryViews() {}

    static Shapes.Epoch epoch(Object[] row) {
        return new Shapes.Epoch(
                number(row[0]), instant(row[1]), (int) number(row[2]), number(row[3]), Json.tree((String) row[4]));
    }

    static Shapes.BadRecord badRecord(Object[] row) {
        byte[] payload = (byte[]) row[6];
        String text = utf8(payload);
        return new Shapes.BadRecord(
                String.valueOf(row[0]),
                number(row[1]),
                (String) row[2],
                (String) row[3],
                (String) row[4],
                Json.tree((String) row[5]),
                text != null ? text : Base64.getEncoder().encodeToString(payload),
                text != null ? "utf8" : "base64",
                (String) row[7],
                (String) row[8]);
    }

    private static @org.jspecify.annotations.Nullable String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static Instant instant(Object value) {
        return value instanceof OffsetDateTime time ? time.toInstant() : (Instant) value;
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }
}
