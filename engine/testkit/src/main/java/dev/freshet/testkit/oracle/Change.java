package dev.freshet.testkit.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of a change script: a row comes (replacing the one with its key), or goes. */
public record Change(String table, boolean delete, List<@Nullable Object> row) {
    public Change {
        row = Collections.unmodifiableList(new ArrayList<>(row));
    }
}
