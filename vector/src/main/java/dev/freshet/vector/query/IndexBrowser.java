package dev.freshet.vector.query;

import dev.freshet.spi.data.Field;
import dev.freshet.vector.query.SearchAnswer.Item;
import dev.freshet.vector.sync.Connections;
import dev.freshet.vector.sync.IndexSpec;
import dev.freshet.vector.sync.IndexTables;
import dev.freshet.vector.sync.PgTypes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is inside an index. Thread-safe; blocks on the database. Needs no model. */
public final class IndexBrowser {
    private final IndexSpec spec;
    private final IndexTables tables;
    private final Connections database;

    public IndexBrowser(IndexSpec spec, Connections database) {
        this.spec = spec;
        this.tables = IndexTables.active(spec);
        this.database = database;
    }

    /** One page of a listing, of one epoch. */
    public record Page<T>(long epoch, List<T> items, boolean more) {
        public Page {
            items = List.copyOf(items);
        }
    }

    /** Rows that share the key's columns but the last: the chunks of one document. */
    public record DocumentEntry(Map<String, @Nullable Object> key, long chunks, long epoch) {}

    /** The epoch that readers see. */
    public long epoch() throws SQLException {
        return database.transaction(c -> Rows.epoch(c, tables));
    }

    public IndexDescription describe() throws SQLException {
        return database.transaction(c -> {
            Rows.snapshot(c);
            return new IndexDescription(
                    spec.model().name(),
                    spec.model().dimensions(),
                    "cosine",
                    count(c, "SELECT coalesce(sum(_weight), 0) FROM " + tables.chunks()),
                    count(c, drift()),
                    spec.schema() + "." + spec.base(),
                    columns(),
                    Rows.epoch(c, tables));
        });
    }

    /** In the order of their keys. */
    public Page<DocumentEntry> documents(int offset, int limit) throws SQLException {
        List<String> key = documentKey();
        List<Field> fields = key.stream().map(spec::field).toList();
        String names = key.stream().map(k -> "c." + PgTypes.quoted(k)).collect(Collectors.joining(", "));
        String texts = fields.stream()
                .map(f -> PgTypes.read(f.type().type(), "c." + PgTypes.quoted(f.name())))
                .collect(Collectors.joining(", "));
        String sql = "SELECT %s, sum(c._weight), max(c._epoch) FROM %s c GROUP BY %s ORDER BY %s LIMIT ? OFFSET ?"
                .formatted(texts, tables.chunks(), names, names);
        return database.transaction(c -> {
            Rows.snapshot(c);
            return page(Rows.epoch(c, tables), entries(c, sql, fields, limit, offset), limit);
        });
    }

    /**
     * In the order of their keys.
     *
     * @param filter as in a search; by the document's key it gives one document's chunks
     */
    public Page<Item> chunks(Map<String, @Nullable Object> filter, int offset, int limit) throws SQLException {
        Filter.Condition condition = Filter.compile(spec, filter);
        String order =
                spec.columns().key().stream().map(k -> "c." + PgTypes.quoted(k)).collect(Collectors.joining(", "));
        List<Object> parameters = new ArrayList<>(condition.parameters());
        parameters.add(limit + 1);
        parameters.add(offset);
        return database.transaction(c -> {
            Rows.snapshot(c);
            List<Item> items = new Rows(tables)
                            .select(c, condition.sql() + " ORDER BY " + order + ", c._row LIMIT ? OFFSET ?", parameters)
                            .stream()
                            .map(r -> r.item(0))
                            .toList();
            return page(Rows.epoch(c, tables), items, limit);
        });
    }

    private List<DocumentEntry> entries(Connection c, String sql, List<Field> fields, int limit, int offset)
            throws SQLException {
        try (PreparedStatement s = c.prepareStatement(sql)) {
            Binder.bind(s, List.of(limit + 1, offset));
            List<DocumentEntry> out = new ArrayList<>();
            try (ResultSet rows = s.executeQuery()) {
                while (rows.next()) {
                    Map<String, @Nullable Object> key = new LinkedHashMap<>();
                    for (int i = 0; i < fields.size(); i++) {
                        Field f = fields.get(i);
                        key.put(f.name(), PgTypes.value(f.type().type(), rows.getString(i + 1)));
                    }
                    out.add(new DocumentEntry(key, rows.getLong(fields.size() + 1), rows.getLong(fields.size() + 2)));
                }
            }
            return out;
        }
    }

    private static <T> Page<T> page(long epoch, List<T> oneMore, int limit) {
        boolean more = oneMore.size() > limit;
        return new Page<>(epoch, more ? oneMore.subList(0, limit) : oneMore, more);
    }

    private List<String> documentKey() {
        List<String> key = spec.columns().key();
        return key.size() == 1 ? key : key.subList(0, key.size() - 1);
    }

    private String drift() {
        return "SELECT count(*) FROM %s c WHERE c._hash IS NOT NULL AND NOT EXISTS (SELECT FROM %s v WHERE v.hash = c._hash)"
                .formatted(tables.chunks(), tables.vectors());
    }

    private static long count(Connection c, String sql) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(sql);
                ResultSet row = s.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private IndexDescription.Columns columns() {
        return new IndexDescription.Columns(
                same(spec.columns().key()),
                spec.columns().text(),
                tables.embeddingColumn(),
                same(spec.columns().metadata()));
    }

    private static Map<String, String> same(List<String> names) {
        Map<String, String> map = new LinkedHashMap<>();
        names.forEach(n -> map.put(n, n));
        return map;
    }
}
