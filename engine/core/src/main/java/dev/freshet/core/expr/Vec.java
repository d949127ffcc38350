package dev.freshet.core.expr;

import dev.freshet.spi.data.Column;
import dev.freshet.spi.error.RowError;
import org.jspecify.annotations.Nullable;

/**
 * The values of an expression for the rows of a batch. A row with an error has no meaningful value (it reads as NULL or
 * anything); the array is null when no row failed, which is nearly always.
 */
public final class Vec {
    private final Column column;
    private final @Nullable RowError @Nullable [] errors;

    public Vec(Column column, @Nullable RowError @Nullable [] errors) {
        this.column = column;
        this.errors = errors;
    }

    public Column column() {
        return column;
    }

    public boolean failed() {
        return errors != null;
    }

    public @Nullable RowError error(int row) {
        return errors == null ? null : errors[row];
    }

    public @Nullable RowError @Nullable [] errors() {
        return errors;
    }
}
