package dev.freshet.core.expr;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's text form of one-dimensional arrays: {@code {a,"b c",NULL}}. */
final class PgArrays {
    private final String text;
    private int at = 1;

    private PgArrays(String text) {
        this.text = text;
    }

    /** The elements as texts, null for NULL; throws an {@link IllegalArgumentException}. */
    static List<@Nullable String> parse(String text) {
        String s = text.strip();
        if (s.length() < 2 || s.charAt(0) != '{' || s.charAt(s.length() - 1) != '}') {
            throw new IllegalArgumentException("malformed array literal: " + text);
        }
        return s.substring(1, s.length() - 1).isBlank() ? new ArrayList<>() : new PgArrays(s).elements();
    }

    private List<@Nullable String> elements() {
        List<@Nullable String> out = new ArrayList<>();
        while (at < text.length()) {
            out.add(text.charAt(skipped()) == '"' ? quoted() : plain());
            at = skipped();
            if (text.charAt(at) != ',' && at != text.length() - 1) {
                throw new IllegalArgumentException("malformed array literal: " + text);
            }
            at++;
        }
        return out;
    }

    private int skipped() {
        while (at < text.length() - 1 && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private String quoted() {
        StringBuilder out = new StringBuilder();
        at++;
        while (at < text.length() - 1 && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\') {
                at++;
            }
            out.append(text.charAt(at++));
        }
        at++;
        return out.toString();
    }

    private @Nullable String plain() {
        StringBuilder out = new StringBuilder();
        while (at < text.length() - 1 && text.charAt(at) != ',') {
            if (text.charAt(at) == '\\') {
                at++;
            }
            out.append(text.charAt(at++));
        }
        String s = out.toString().strip();
        return s.equalsIgnoreCase("null") ? null : s;
    }

    /** The text form of elements that are texts. */
    static String write(List<@Nullable String> elements) {
        StringBuilder out = new StringBuilder("{");
        for (String e : elements) {
            out.append(out.length() > 1 ? "," : "");
            if (e == null) {
                out.append("NULL");
            } else if (e.isEmpty()
                    || e.equalsIgnoreCase("null")
                    || e.chars().anyMatch(c -> "{},\"\\ \t\n".indexOf(c) >= 0)) {
                out.append('"')
                        .append(e.replace("\\", "\\\\").replace("\"", "\\\""))
                        .append('"');
            } else {
                out.append(e);
            }
        }
        return out.append('}').toString();
    }
}
