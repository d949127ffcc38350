package dev.freshet.ingest.connector;

/** A connector cannot work as it is configured, or its system fails; the message is for people. */
public final class ConnectorException extends RuntimeException {
    public ConnectorException(String message) {
        super(message);
    }

    public ConnectorException(String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
