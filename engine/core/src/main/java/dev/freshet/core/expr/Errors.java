package dev.freshet.core.expr;

import dev.freshet.spi.error.RowError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the errors of the rows of one batch; the array exists only once a row has failed. */
public final class Errors {
    private final int rows;
    private @Nullable RowError @Nullable [] errors;

    public Errors(int rows) {
        this.rows = rows;
    }

    public void add(int row, @Nullable RowError error) {
        if (error == null) {
            return;
        }
        @Nullable RowError[] e = errors == null ? new RowError[rows] : errors;
        if (e[row] == null) {
            e[row] = error;
        }
        errors = e;
    }

    public boolean has(int row) {
        return errors != null && errors[row] != null;
    }

    /** Takes over every error of the vectors, the first of them where several have one. */
    public Errors addAll(List<Vec> vectors) {
        for (Vec v : vectors) {
            if (v.failed()) {
                for (int i = 0; i < rows; i++) {
                    add(i, v.error(i));
                }
            }
        }
        return this;
    }

    public @Nullable RowError @Nullable [] array() {
        return errors;
    }
}
