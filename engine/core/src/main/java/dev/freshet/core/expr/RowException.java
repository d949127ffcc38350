package dev.freshet.core.expr;

import dev.freshet.spi.error.RowError;

/** A row's computation failed; carries no stack trace, as rows are many. */
public final class RowException extends RuntimeException {
    private final transient RowError error;

    public RowException(String code, String detail) {
        super(detail, null, false, false);
        this.error = new RowError(code, detail);
    }

    public RowError error() {
        return error;
    }
}
