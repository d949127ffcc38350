package dev.freshet.sql.document;

/** A place in a text; line and column count from 1, in characters. */
public record Place(int line, int column) {
    public static final Place START = new Place(1, 1);
}
