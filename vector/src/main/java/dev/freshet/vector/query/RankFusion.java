package dev.freshet.vector.query;

import dev.freshet.vector.query.Legs.Hit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reciprocal rank fusion (Cormack, Clarke, Büttcher 2009): a row's score is the sum of 1 / (60 + rank) over the lists. */
final class RankFusion {
    private static final double DAMPING = 60;

    private RankFusion() {}

    static List<Hit> fuse(List<List<Hit>> lists, int k) {
        Map<String, Double> scores = new LinkedHashMap<>();
        for (List<Hit> list : lists) {
            for (int rank = 1; rank <= list.size(); rank++) {
                scores.merge(list.get(rank - 1).row(), 1 / (DAMPING + rank), Double::sum);
            }
        }
        return scores.entrySet().stream()
                .map(e -> new Hit(e.getKey(), e.getValue()))
                .sorted(Comparator.comparingDouble(Hit::score).reversed().thenComparing(Hit::row))
                .limit(k)
                .toList();
    }
}
