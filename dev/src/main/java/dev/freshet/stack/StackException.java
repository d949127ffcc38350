package dev.freshet.stack;

/** Something the stack needs is missing or did not work; the message says what, and what to do about it. */
public final class StackException extends RuntimeException {

    /** A failure whose message is all there is to say. */
    public StackException(String message) {
        super(message);
    }

    /** A failure with the cause that led to it. */
    public StackException(String message, Throwable cause) {
        super(message, cause);
    }
}
