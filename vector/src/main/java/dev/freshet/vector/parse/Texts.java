package dev.freshet.vector.parse;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** Bytes to characters, and white space as documents need it. */
final class Texts {
    private static final Pattern SPACES = Pattern.compile("[\\s\\u00A0]+");

    private Texts() {}

    /** UTF-8, or UTF-16 with a byte order mark; empty when the bytes are neither. */
    static Optional<String> decode(byte[] bytes) {
        if (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE)) {
            return strict(bytes, StandardCharsets.UTF_16, 0);
        }
        return strict(bytes, StandardCharsets.UTF_8, startsWith(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0);
    }

    /** As {@link #decode}, else Windows-1252, which takes (nearly) anything. */
    static String decodeLeniently(byte[] bytes) {
        return decode(bytes).orElseGet(() -> new String(bytes, Charset.forName("windows-1252")));
    }

    static String lineFeeds(String text) {
        return text.replace("\r\n", "\n").replace('\r', '\n').replace('\0', '\uFFFD');
    }

    /** One line: runs of white space become one space. */
    static String oneLine(String text) {
        return SPACES.matcher(text).replaceAll(" ").strip();
    }

    static boolean startsWith(byte[] bytes, int... prefix) {
        if (bytes.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xFF) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static Optional<String> strict(byte[] bytes, Charset charset, int from) {
        try {
            return Optional.of(charset.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, bytes.length - from))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
