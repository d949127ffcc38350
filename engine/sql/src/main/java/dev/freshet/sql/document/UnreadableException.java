package dev.freshet.sql.document;

/** The text is not YAML or JSON. */
public final class UnreadableException extends Exception {
    private final transient Place place;

    public UnreadableException(String message, Place place) {
        super(message);
        this.place = place;
    }

    public Place place() {
        return place;
    }
}
