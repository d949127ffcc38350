package dev.freshet.vector.query;

import dev.freshet.vector.query.Filter.Condition;
import dev.freshet.vector.sync.IndexTables;
import dev.freshet.vector.sync.PgTypes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The two ways to find rows, each giving their ids with scores, best first. Inside the caller's transaction. */
final class Legs {
    record Hit(String row, double score) {}

    private final Connection connection;
    private final IndexTables tables;
    private final Condition filter;

    Legs(Connection connection, IndexTables tables, Condition filter) {
        this.connection = connection;
        this.tables = tables;
        this.filter = filter;
    }

    /**
     * By cosine similarity. The HNSW index is asked first; as it looks at a bounded neighbourhood, fewer than k answers are
     * taken for a sign that the filter lets little pass, and the rows are compared one by one.
     */
    List<Hit> nearest(float[] query, int k) throws SQLException {
        set("hnsw.iterative_scan", "strict_order");
        set("hnsw.ef_search", Integer.toString(Math.min(1000, Math.max(100, 2 * k))));
        set("hnsw.max_scan_tuples", "200000");
        List<Hit> hits = vector(query, k);
        if (hits.size() >= k) {
            return hits;
        }
        set("enable_indexscan", "off");
        List<Hit> exact = vector(query, k);
        set("enable_indexscan", "on");
        return exact;
    }

    private List<Hit> vector(float[] query, int k) throws SQLException {
        String sql = """
                SELECT encode(_row, 'hex'), 1 - distance FROM (
                  SELECT c._row, v.embedding <=> ?::vector AS distance
                  FROM %s v JOIN %s c ON c._hash = v.hash WHERE %s
                  ORDER BY v.embedding <=> ?::vector LIMIT ?) AS near
                ORDER BY distance, _row""".formatted(tables.vectors(), tables.chunks(), filter.sql());
        String vector = PgTypes.vector(query);
        List<Object> parameters = new ArrayList<>();
        parameters.add(vector);
        parameters.addAll(filter.parameters());
        parameters.add(vector);
        parameters.add(k);
        return hits(sql, parameters);
    }

    /**
     * By words.
     *
     * @param all whether every word must occur (quotes, OR and - are understood), or any
     */
    List<Hit> words(String query, int k, boolean all) throws SQLException {
        String asked = "websearch_to_tsquery('" + IndexTables.LANGUAGE + "', ?)";
        String any = "replace(plainto_tsquery('" + IndexTables.LANGUAGE + "', ?)::text, '&', '|')::tsquery";
        String sql = """
                SELECT encode(c._row, 'hex'), ts_rank_cd(c._words, q.q, 1) AS rank
                FROM (SELECT %s AS q) AS q, %s c WHERE c._words @@ q.q AND %s
                ORDER BY rank DESC, c._row LIMIT ?""".formatted(all ? asked : any, tables.chunks(), filter.sql());
        List<Object> parameters = new ArrayList<>();
        parameters.add(query.replace('\0', ' '));
        parameters.addAll(filter.parameters());
        parameters.add(k);
        return hits(sql, parameters);
    }

    private List<Hit> hits(String sql, List<Object> parameters) throws SQLException {
        try (PreparedStatement s = connection.prepareStatement(sql)) {
            Binder.bind(s, parameters);
            List<Hit> hits = new ArrayList<>();
            try (ResultSet rows = s.executeQuery()) {
                while (rows.next()) {
                    hits.add(new Hit(rows.getString(1), rows.getDouble(2)));
                }
            }
            return hits;
        }
    }

    /** For the rest of the transaction. */
    private void set(String name, String value) throws SQLException {
        try (PreparedStatement s = connection.prepareStatement("SELECT set_config(?, ?, true)")) {
            s.setString(1, name);
            s.setString(2, value);
            s.executeQuery().close();
        }
    }
}
