package dev.freshet.sql.parse;

import org.jspecify.annotations.Nullable;

/** A mistake at one place of a SQL text. */
public final class SqlTextException extends RuntimeException {
    private final String code;
    private final int offset;
    private final @Nullable String hint;

    /** {@code offset} is the index of the character in the text. */
    public SqlTextException(String code, int offset, String message, @Nullable String hint) {
        super(message, null, false, false);
        this.code = code;
        this.offset = offset;
        this.hint = hint;
    }

    public String code() {
        return code;
    }

    public int offset() {
        return offset;
    }

    public @Nullable String hint() {
        return hint;
    }
}
