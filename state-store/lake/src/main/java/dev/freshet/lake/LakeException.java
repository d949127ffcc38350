package dev.freshet.lake;

/** The lake cannot do what was asked; the message names the table or file. */
public class LakeException extends RuntimeException {
    public LakeException(String message) {
        super(message);
    }

    public LakeException(String message, Throwable cause) {
        super(message, cause);
    }
}
