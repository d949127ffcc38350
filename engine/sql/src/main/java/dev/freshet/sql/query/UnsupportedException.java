package dev.freshet.sql.query;

import org.jspecify.annotations.Nullable;

/** Something that a query asks for and that has no place in a Plan yet; its place in the text is lost by then. */
final class UnsupportedException extends RuntimeException {
    private final @Nullable String hint;

    UnsupportedException(String feature, @Nullable String hint) {
        super(feature + " is not supported yet", null, false, false);
        this.hint = hint;
    }

    @Nullable
    String hint() {
        return hint;
    }
}
