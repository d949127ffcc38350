package dev.freshet.vector.embed;

/** The model could not answer. Asking again later may help: it is backpressure, not failure. */
public final class EmbeddingException extends RuntimeException {
    public EmbeddingException(String message, Throwable cause) {
        super(message, cause);
    }
}
