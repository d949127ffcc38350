package dev.freshet.vector.parse;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a document probably is, from what the source says and from its first bytes. */
final class MimeGuess {
    static final String MARKDOWN = "text/markdown";
    static final String PLAIN = "text/plain";
    static final String HTML = "text/html";
    /** Left to the child's detector. */
    static final String UNKNOWN = "application/octet-stream";

    private static final int LOOK = 4096;
    private static final Pattern MARKUP = Pattern.compile("(?m)^(#{1,6} \\S|```|\\|.*\\|[ \\t]*$|---[ \\t]*$)");

    private MimeGuess() {}

    static String of(byte[] content, @Nullable String declared) {
        String mime = declared == null ? "" : declared.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return switch (mime) {
            case "text/markdown", "text/x-markdown", "text/x-web-markdown" -> MARKDOWN;
            case "text/plain" -> binary(content) ? UNKNOWN : PLAIN;
            case "", UNKNOWN, "binary/octet-stream" -> detect(content);
            default -> mime;
        };
    }

    private static String detect(byte[] content) {
        if (binary(content)) {
            return UNKNOWN;
        }
        String start = new String(content, 0, Math.min(content.length, LOOK), StandardCharsets.UTF_8);
        String lower = start.stripLeading().toLowerCase(Locale.ROOT);
        if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
            return HTML;
        }
        if (lower.startsWith("<?xml") || lower.startsWith("{\\rtf") || lower.startsWith("%pdf")) {
            return UNKNOWN;
        }
        return MARKUP.matcher(start).find() ? MARKDOWN : PLAIN;
    }

    private static boolean binary(byte[] content) {
        if (Texts.startsWith(content, '%', 'P', 'D', 'F') || Texts.startsWith(content, 'P', 'K', 3, 4)) {
            return true;
        }
        return Texts.decode(content)
                .map(t -> t.substring(0, Math.min(LOOK, t.length())).indexOf('\0') >= 0)
                .orElse(true);
    }
}
