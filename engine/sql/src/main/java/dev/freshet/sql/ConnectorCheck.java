package dev.freshet.sql;

import dev.freshet.spi.error.Diagnostic;
import java.util.List;
import java.util.Map;

/** What a catalog of connectors says about one source or sink of a document. */
@FunctionalInterface
public interface ConnectorCheck {
    /**
     * @param connector its name in the document, e.g. {@code kafka}
     * @param sink whether it stands under {@code sinks}
     * @param settings everything in the entry that is not common to all connectors, {@code format} included
     * @return findings whose pointers are relative to the entry, e.g. {@code /path}; code {@code unknown_field} or
     *     {@code wrong_type} counts as unreadable, every other as invalid
     */
    List<Diagnostic> check(String connector, boolean sink, Map<String, Object> settings);
}
