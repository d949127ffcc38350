package dev.freshet.vector.query;

/**
 * A search that makes no sense as it was asked; a 400 for whoever asked.
 *
 * <p>Codes: {@code unknown_column, bad_filter, bad_value, empty_query, bad_k, no_full_text}.
 */
public final class SearchException extends RuntimeException {
    private final String code;
    private final String pointer;

    public SearchException(String code, String pointer, String detail) {
        super(detail);
        this.code = code;
        this.pointer = pointer;
    }

    public String code() {
        return code;
    }

    /** JSON pointer into the request's body. */
    public String pointer() {
        return pointer;
    }
}
