package dev.freshet.spi.error;

import org.jspecify.annotations.Nullable;

/**
 * One finding about a document a user sent.
 *
 * @param severity ERROR or WARNING
 * @param code stable and machine-readable, e.g. {@code unknown_column}
 * @param pointer JSON pointer into the document, "" for the whole
 * @param line 1-based in the document as sent; 0 when unknown (the same for the next three)
 * @param sqlLine 1-based inside the SQL text
 * @param detail one sentence: what is wrong
 * @param hint what to do about it; may be null
 */
public record Diagnostic(
        Severity severity,
        String code,
        String pointer,
        int line,
        int column,
        int sqlLine,
        int sqlColumn,
        String detail,
        @Nullable String hint) {
    public enum Severity {
        ERROR,
        WARNING
    }

    public static Diagnostic error(String code, String pointer, String detail, @Nullable String hint) {
        return new Diagnostic(Severity.ERROR, code, pointer, 0, 0, 0, 0, detail, hint);
    }

    public Diagnostic at(int newLine, int newColumn) {
        return new Diagnostic(severity, code, pointer, newLine, newColumn, sqlLine, sqlColumn, detail, hint);
    }
}
