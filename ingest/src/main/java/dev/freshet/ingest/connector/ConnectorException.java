package dev.freshet.ingest.connector;

import org.jspecify.annotations.Nullable;

/** A connector cannot work as it is configured, or its system fails; the message is for people. */
public final class ConnectorException extends RuntimeException {
    public ConnectorException(String message) {
        super(message);
    }

    public ConnectorException(String message, @Nullable Throwable cause) {
        super(message + ": " + reason(cause), cause);
    }

    /** What the innermost causes say, as wrappers often say nothing. */
    private static String reason(@Nullable Throwable cause) {
        StringBuilder all = new StringBuilder();
        for (Throwable t = cause; t != null; t = t.getCause()) {
            String text = t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
            if (all.indexOf(text) < 0) {
                all.append(all.isEmpty() ? "" : ": ").append(text);
            }
        }
        return all.toString();
    }
}
