package dev.freshet.vector.query;

import java.util.Map;

/**
 * An index as its owner sees it.
 *
 * @param metric always {@code cosine}
 * @param rows in the index; a row that stands in the view twice counts twice
 * @param drift rows whose text has no vector: 0 unless somebody else wrote to the tables
 * @param relation {@code schema.table} of what readers may query
 */
public record IndexDescription(
        String model,
        int dimensions,
        String metric,
        long rows,
        long drift,
        String relation,
        Columns columns,
        long epoch) {
    /** Our names → names of the relation's columns. */
    public record Columns(Map<String, String> key, String text, String embedding, Map<String, String> metadata) {}
}
