package dev.freshet.ingest.format;

import java.nio.charset.StandardCharsets;

/** One value as it stands in the input: a kind and a span of bytes. Mutable and reused. */
final class Token {
    enum Kind {
        /** A JSON string or a CSV field, without quotes and escapes; valid UTF-8. */
        TEXT,
        NUMBER,
        TRUE,
        FALSE,
        NULL,
        /** A JSON object or array, verbatim. */
        NESTED
    }

    private static final int SHOWN = 40;

    Kind kind = Kind.NULL;
    byte[] bytes = new byte[0];
    int from;
    int to;

    void set(Kind newKind, byte[] newBytes, int newFrom, int newTo) {
        kind = newKind;
        bytes = newBytes;
        from = newFrom;
        to = newTo;
    }

    int length() {
        return to - from;
    }

    String text() {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** The text if it is short and plain, for parsers that take ASCII. */
    String trimmed() {
        return text().strip();
    }

    /** For messages: the value in quotes, cut when long. */
    String shown() {
        String text = kind == Kind.NULL ? "null" : text();
        return text.length() <= SHOWN ? '"' + text + '"' : '"' + text.substring(0, SHOWN) + "…\"";
    }
}
