package dev.freshet.vector.sync;

import dev.freshet.spi.data.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Names and statements of an index's tables: {@code <base>_chunks} has a row per distinct row of the view with its weight,
 * {@code <base>_vectors} a vector per distinct text; the view {@code <base>} joins them. Columns of ours begin with an
 * underscore.
 */
public final class IndexTables {
    /** How words are stemmed. */
    public static final String LANGUAGE = "english";

    /** More of a text is not searched by word: PostgreSQL bounds the size of a tsvector. */
    private static final int SEARCHED_CHARACTERS = 100_000;

    private final IndexSpec spec;
    private final String suffix;

    private IndexTables(IndexSpec spec, String suffix) {
        this.spec = spec;
        this.suffix = suffix;
    }

    /** The tables behind the view. */
    public static IndexTables active(IndexSpec spec) {
        return new IndexTables(spec, "");
    }

    /** The tables of a changed definition while they are filled. */
    static IndexTables shadow(IndexSpec spec) {
        return new IndexTables(spec, "_" + spec.fingerprint().substring(0, 8));
    }

    public IndexSpec spec() {
        return spec;
    }

    boolean isShadow() {
        return !suffix.isEmpty();
    }

    /** Under which name progress is kept: of the shadow apart until it takes over. */
    String progressKey() {
        return isShadow() ? spec.sink() + "#" + spec.fingerprint() : spec.sink();
    }

    public String view() {
        return qualified(spec.base());
    }

    public String chunks() {
        return qualified(spec.base() + "_chunks" + suffix);
    }

    public String vectors() {
        return qualified(spec.base() + "_vectors" + suffix);
    }

    public String progress() {
        return qualified("sink_progress");
    }

    /** The view's column with the vector. */
    public String embeddingColumn() {
        return spec.stored().stream().anyMatch(f -> f.name().equals("embedding")) ? "_embedding" : "embedding";
    }

    String qualified(String name) {
        return PgTypes.quoted(spec.schema()) + "." + PgTypes.quoted(name);
    }

    static String createProgress(String table) {
        return "CREATE TABLE IF NOT EXISTS " + table
                + " (sink text PRIMARY KEY, epoch bigint NOT NULL, generation bigint NOT NULL)";
    }

    List<String> create() {
        String columns = spec.stored().stream()
                .map(f -> PgTypes.quoted(f.name()) + " "
                        + PgTypes.declared(f.type().type()))
                .collect(Collectors.joining(", "));
        String words = spec.fullText()
                ? ", _words tsvector GENERATED ALWAYS AS (to_tsvector('%s', left(coalesce(%s, ''), %d))) STORED"
                        .formatted(LANGUAGE, PgTypes.quoted(spec.columns().text()), SEARCHED_CHARACTERS)
                : "";
        List<String> statements = new ArrayList<>(List.of(
                "CREATE TABLE %s (hash bytea PRIMARY KEY, embedding vector(%d) NOT NULL)"
                        .formatted(vectors(), spec.model().dimensions()),
                "CREATE TABLE %s (_row bytea PRIMARY KEY, _weight bigint NOT NULL, _hash bytea, _epoch bigint NOT NULL, %s%s)"
                        .formatted(chunks(), columns, words),
                "CREATE INDEX ON %s USING hnsw (embedding vector_cosine_ops)".formatted(vectors()),
                "CREATE INDEX ON %s (_hash)".formatted(chunks()),
                "CREATE INDEX ON %s (%s)"
                        .formatted(chunks(), PgTypes.quoted(spec.columns().key().getFirst()))));
        if (spec.fullText()) {
            statements.add("CREATE INDEX ON %s USING gin (_words)".formatted(chunks()));
        }
        return statements;
    }

    List<String> createView() {
        String columns =
                spec.stored().stream().map(f -> "c." + PgTypes.quoted(f.name())).collect(Collectors.joining(", "));
        // xmin: readers see which vectors a transaction has written, as in a plain table
        return List.of(
                "CREATE VIEW %s AS SELECT %s, v.embedding AS %s, v.xmin AS xmin FROM %s c LEFT JOIN %s v ON v.hash = c._hash"
                        .formatted(view(), columns, embeddingColumn(), chunks(), vectors()),
                "COMMENT ON VIEW %s IS '%s'".formatted(view(), mark()));
    }

    /** What the view says of itself: the shape of its tables, and whose rows they are. */
    String mark() {
        return spec.fingerprint() + " " + spec.sink();
    }

    String dropView() {
        return "DROP VIEW IF EXISTS " + view();
    }

    List<String> drop() {
        return List.of("DROP TABLE IF EXISTS " + chunks(), "DROP TABLE IF EXISTS " + vectors());
    }

    /** Lets the shadow take the place of what was there. */
    List<String> takeOver() {
        IndexTables old = active(spec);
        List<String> statements = new ArrayList<>();
        statements.add(dropView());
        statements.addAll(old.drop());
        statements.add("ALTER TABLE %s RENAME TO %s".formatted(chunks(), PgTypes.quoted(spec.base() + "_chunks")));
        statements.add("ALTER TABLE %s RENAME TO %s".formatted(vectors(), PgTypes.quoted(spec.base() + "_vectors")));
        statements.addAll(old.createView());
        return statements;
    }

    String insertChunks() {
        StringBuilder names = new StringBuilder("_row, _weight, _hash, _epoch");
        StringBuilder values = new StringBuilder("decode(u.r, 'hex'), u.w, decode(u.h, 'hex'), u.e");
        StringBuilder arrays = new StringBuilder("?::text[], ?::bigint[], ?::text[], ?::bigint[]");
        StringBuilder aliases = new StringBuilder("r, w, h, e");
        int i = 0;
        for (Field f : spec.stored()) {
            names.append(", ").append(PgTypes.quoted(f.name()));
            values.append(", u.c%d::%s".formatted(i, PgTypes.declared(f.type().type())));
            arrays.append(", ?::text[]");
            aliases.append(", c").append(i++);
        }
        return """
                INSERT INTO %s AS c (%s) SELECT %s FROM unnest(%s) AS u(%s)
                ON CONFLICT (_row) DO UPDATE SET _weight = c._weight + excluded._weight, _epoch = excluded._epoch""".formatted(chunks(), names, values, arrays, aliases);
    }

    String deleteChunks() {
        return """
                DELETE FROM %s c USING unnest(?::text[], ?::bigint[]) AS u(r, w)
                WHERE c._row = decode(u.r, 'hex') AND c._weight + u.w <= 0 RETURNING encode(c._hash, 'hex')""".formatted(chunks());
    }

    String lowerChunks() {
        return """
                UPDATE %s c SET _weight = c._weight + u.w, _epoch = u.e
                FROM unnest(?::text[], ?::bigint[], ?::bigint[]) AS u(r, w, e) WHERE c._row = decode(u.r, 'hex')""".formatted(chunks());
    }

    String insertVectors() {
        return "INSERT INTO %s SELECT decode(u.h, 'hex'), u.v::vector FROM unnest(?::text[], ?::text[]) AS u(h, v) ON CONFLICT DO NOTHING"
                .formatted(vectors());
    }

    String knownVectors() {
        return "SELECT encode(hash, 'hex') FROM %s WHERE hash IN (SELECT decode(h, 'hex') FROM unnest(?::text[]) h)"
                .formatted(vectors());
    }

    /** What a process left behind that died between buying vectors and showing their rows. */
    String sweepOrphans() {
        return "DELETE FROM %s v WHERE NOT EXISTS (SELECT FROM %s c WHERE c._hash = v.hash)"
                .formatted(vectors(), chunks());
    }

    String deleteOrphans() {
        return """
                DELETE FROM %s v USING unnest(?::text[]) AS u(h) WHERE v.hash = decode(u.h, 'hex')
                AND NOT EXISTS (SELECT FROM %s c WHERE c._hash = v.hash)""".formatted(vectors(), chunks());
    }
}
