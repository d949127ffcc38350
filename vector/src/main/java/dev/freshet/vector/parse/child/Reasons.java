package dev.freshet.vector.parse.child;

import dev.freshet.vector.parse.ParseResult.Unparsable;
import java.util.Set;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.WriteLimitReachedException;
import org.apache.tika.exception.ZeroByteFileException;
import org.jspecify.annotations.Nullable;

/** Why a document cannot be read, in words for people. */
final class Reasons {
    private static final Set<String> ENCRYPTED = Set.of("InvalidPasswordException", "EncryptedPowerPointFileException");

    private Reasons() {}

    static Unparsable of(Throwable thrown, String mime) {
        String what = name(mime);
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof EncryptedDocumentException
                    || ENCRYPTED.contains(t.getClass().getSimpleName())) {
                return encrypted(what);
            }
            if (t instanceof WriteLimitReachedException) {
                return new Unparsable("too_large", "more text than a document may have; split the " + what);
            }
            if (t instanceof ZeroByteFileException) {
                return new Unparsable("parse_failed", "an empty file is no " + what);
            }
        }
        return new Unparsable("parse_failed", "broken " + what + ": " + message(thrown));
    }

    static Unparsable encrypted(String what) {
        return new Unparsable("encrypted", "encrypted " + what + "; remove the password");
    }

    /** The first bytes contradict the declared type, or null when they do not. */
    static @Nullable Unparsable mismatch(byte[] content, String mime) {
        String what = name(mime);
        boolean zip = starts(content, 'P', 'K');
        boolean ole = starts(content, 0xD0, 0xCF, 0x11, 0xE0);
        return switch (what) {
            case "PDF" -> pdf(content) ? null : wrong("not a PDF: it does not begin with %PDF");
            case "Office file" -> zip ? null : ole ? encrypted(what) : wrong("not a zip, as every " + mime + " is");
            case "old Office file" -> zip || ole || starts(content, '{', '\\') ? null : wrong("not an Office file");
            default -> null;
        };
    }

    private static Unparsable wrong(String detail) {
        return new Unparsable("parse_failed", detail);
    }

    static String name(String mime) {
        if (mime.equals("application/pdf")) {
            return "PDF";
        }
        if (mime.startsWith("application/vnd.openxmlformats") || mime.startsWith("application/vnd.oasis")) {
            return "Office file";
        }
        return switch (mime) {
            case "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint" -> "old Office file";
            default -> "document";
        };
    }

    private static boolean pdf(byte[] content) {
        for (int i = 0; i + 4 <= Math.min(content.length, 1024); i++) {
            if (content[i] == '%' && content[i + 1] == 'P' && content[i + 2] == 'D' && content[i + 3] == 'F') {
                return true;
            }
        }
        return false;
    }

    private static boolean starts(byte[] content, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if (i >= content.length || (content[i] & 0xFF) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    /** The innermost message, on one line. */
    private static String message(Throwable thrown) {
        Throwable t = thrown;
        while (t.getCause() != null && t.getCause() != t) {
            t = t.getCause();
        }
        String text = t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() > 300 ? line.substring(0, 300) + "…" : line;
    }
}
