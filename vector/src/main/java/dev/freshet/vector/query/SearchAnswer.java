package dev.freshet.vector.query;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Items, best first, all of the same epoch.
 *
 * @param epoch the index's, as of the moment in which it was searched
 */
public record SearchAnswer(long epoch, List<Item> items) {
    public SearchAnswer {
        items = List.copyOf(items);
    }

    /**
     * @param key and {@code metadata}: column → boxed value as in {@code Values}
     * @param score cosine similarity (vector), rank (text) or fused reciprocal ranks (hybrid): higher is better, not
     *     comparable between modes
     * @param lineageId names the row of the view: the same row has the same id in every epoch
     */
    public record Item(
            Map<String, @Nullable Object> key,
            @Nullable String text,
            double score,
            Map<String, @Nullable Object> metadata,
            String lineageId) {}
}
