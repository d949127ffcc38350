package dev.freshet.worker.recover;

/** The journal and what this version makes of it do not agree: the pipeline stops rather than show wrong data. */
public final class IntegrityException extends RuntimeException {
    public IntegrityException(String message) {
        super(message);
    }
}
