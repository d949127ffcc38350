package dev.freshet.meta;

/** The database refused or cannot be used; the message says what to do about it. */
public class LedgerException extends RuntimeException {
    public LedgerException(String message) {
        super(message);
    }

    public LedgerException(String message, Throwable cause) {
        super(message, cause);
    }
}
