package dev.freshet.vector.query;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of an index.
 *
 * @param k how many items at most, 1 to 1000
 * @param filter as the contract's filter grammar has it, parsed from JSON to String, Number, Boolean, List, Map and null
 */
public record SearchRequest(String query, int k, SearchMode mode, Map<String, @Nullable Object> filter) {
    public static final int MOST = 1000;

    public SearchRequest {
        if (query.isBlank()) {
            throw new SearchException("empty_query", "/query", "the query is empty");
        }
        if (k < 1 || k > MOST) {
            throw new SearchException("bad_k", "/k", "k is " + k + "; it must be between 1 and " + MOST);
        }
    }

    public static SearchRequest of(String query, int k, SearchMode mode) {
        return new SearchRequest(query, k, mode, Map.of());
    }
}
