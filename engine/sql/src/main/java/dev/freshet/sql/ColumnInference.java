package dev.freshet.sql;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks at a source's data for a definition without {@code columns}. */
@FunctionalInterface
public interface ColumnInference {
    /** Column names to SQL types in order, or null where nothing can be seen. */
    @Nullable
    Map<String, String> columns(String source, Definition.Source definition);
}
