package dev.freshet.vector.query;

import dev.freshet.vector.embed.Embedder;
import dev.freshet.vector.query.Filter.Condition;
import dev.freshet.vector.query.Legs.Hit;
import dev.freshet.vector.query.SearchAnswer.Item;
import dev.freshet.vector.sync.Connections;
import dev.freshet.vector.sync.IndexSpec;
import dev.freshet.vector.sync.IndexTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Searches one index. Thread-safe; blocks on the database and, unless only words are asked for, on the model. */
public final class IndexSearch {
    /** Each list that is fused is at least this long: a row may stand low in one and high in the other. */
    private static final int FUSED = 50;

    private final IndexSpec spec;
    private final IndexTables tables;
    private final Connections database;
    private final Embedder embedder;

    public IndexSearch(IndexSpec spec, Connections database, Embedder embedder) {
        this.spec = spec;
        this.tables = IndexTables.active(spec);
        this.database = database;
        this.embedder = embedder;
    }

    /** @throws SearchException when the request makes no sense for this index */
    public SearchAnswer search(SearchRequest request) throws SQLException {
        Condition filter = Filter.compile(spec, request.filter());
        if (request.mode() == SearchMode.TEXT && !spec.fullText()) {
            throw new SearchException(
                    "no_full_text", "/mode", "the index has no full text; set full_text: true in its definition");
        }
        boolean byMeaning = request.mode() != SearchMode.TEXT;
        float[] vector = byMeaning ? embedder.embed(List.of(request.query())).getFirst() : new float[0];
        return database.transaction(c -> {
            Rows.snapshot(c);
            List<Hit> hits = hits(new Legs(c, tables, filter), request, vector);
            return new SearchAnswer(Rows.epoch(c, tables), items(c, hits));
        });
    }

    private List<Hit> hits(Legs legs, SearchRequest request, float[] vector) throws SQLException {
        int k = request.k();
        return switch (request.mode()) {
            case VECTOR -> legs.nearest(vector, k);
            case TEXT -> legs.words(request.query(), k, true);
            case HYBRID ->
                spec.fullText()
                        ? RankFusion.fuse(
                                List.of(
                                        legs.nearest(vector, Math.max(k, FUSED)),
                                        legs.words(request.query(), Math.max(k, FUSED), false)),
                                k)
                        : legs.nearest(vector, k);
        };
    }

    private List<Item> items(Connection c, List<Hit> hits) throws SQLException {
        Map<String, Rows.StoredRow> rows =
                new Rows(tables).byId(c, hits.stream().map(Hit::row).toList());
        List<Item> items = new ArrayList<>(hits.size());
        for (Hit h : hits) {
            Rows.StoredRow row = rows.get(h.row());
            if (row != null) {
                items.add(row.item(h.score()));
            }
        }
        return items;
    }
}
