package dev.freshet.ingest.connector.postgres;

import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The statements for one table.
 *
 * @param schema the database schema
 * @param key positions of the key's columns; empty: rows with multiplicity
 */
record TableSql(String schema, String table, Schema columns, List<Integer> key) {
    static final String FRESH = "freshet_fresh";
    static final String DOOMED = "freshet_doomed";

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    String name() {
        return quoted(schema) + "." + quoted(table);
    }

    private String column(int c) {
        return quoted(columns.field(c).name());
    }

    private String each(String separator, java.util.function.IntFunction<String> part) {
        return IntStream.range(0, columns.size()).mapToObj(part).collect(Collectors.joining(separator));
    }

    private String eachKey(String separator, java.util.function.IntFunction<String> part) {
        return key.stream().map(part::apply).collect(Collectors.joining(separator));
    }

    private String definition(Field f, boolean strict) {
        String notNull = strict && !f.type().nullable() ? " NOT NULL" : "";
        return quoted(f.name()) + " " + PostgresTypes.of(f.type().type()) + notNull;
    }

    String createSchema() {
        return "CREATE SCHEMA IF NOT EXISTS " + quoted(schema);
    }

    String createTable() {
        String body = each(", ", c -> definition(columns.field(c), true));
        boolean strict = key.stream().noneMatch(k -> columns.field(k).type().nullable());
        String constraint = key.isEmpty()
                ? ""
                : (strict ? ", PRIMARY KEY (" : ", UNIQUE NULLS NOT DISTINCT (") + eachKey(", ", this::column) + ")";
        return "CREATE TABLE IF NOT EXISTS " + name() + " (" + body + constraint + ")";
    }

    /** A session's table for rows on their way in; {@code n} counts copies. */
    String createTemporary(String temporary) {
        String body = each(", ", c -> definition(columns.field(c), false));
        return "CREATE TEMP TABLE " + temporary + " (" + body + ", n bigint NOT NULL) ON COMMIT DELETE ROWS";
    }

    String copy(String temporary) {
        return "COPY " + temporary + " FROM STDIN (FORMAT csv)";
    }

    String deleteByKey() {
        return "DELETE FROM " + name() + " t USING " + DOOMED + " d WHERE "
                + eachKey(" AND ", k -> "t." + column(k) + same(k) + "d." + column(k));
    }

    private String same(int c) {
        return columns.field(c).type().nullable() ? " IS NOT DISTINCT FROM " : " = ";
    }

    String upsert() {
        List<Integer> others = IntStream.range(0, columns.size())
                .filter(c -> !key.contains(c))
                .boxed()
                .toList();
        String set =
                others.stream().map(c -> column(c) + " = EXCLUDED." + column(c)).collect(Collectors.joining(", "));
        return "INSERT INTO " + name() + " (" + each(", ", this::column) + ") SELECT " + each(", ", this::column)
                + " FROM " + FRESH + " ON CONFLICT (" + eachKey(", ", this::column) + ") DO "
                + (others.isEmpty() ? "NOTHING" : "UPDATE SET " + set);
    }

    String insertCopies() {
        return "INSERT INTO " + name() + " (" + each(", ", this::column) + ") SELECT "
                + each(", ", c -> "f." + column(c)) + " FROM " + FRESH + " f, generate_series(1, f.n)";
    }

    /** Deletes n copies of each doomed row whose NULLs are exactly in these columns, so that plain joins do. */
    String deleteCopies(boolean[] nulls) {
        String join =
                each(" AND ", c -> nulls[c] ? "t." + column(c) + " IS NULL" : "t." + column(c) + " = d." + column(c));
        String doomed = each(" AND ", c -> "d." + column(c) + (nulls[c] ? " IS NULL" : " IS NOT NULL"));
        String rows = each(", ", c -> "d." + column(c));
        return "DELETE FROM " + name() + " USING (SELECT t.ctid AS place, d.n AS n, row_number() OVER (PARTITION BY "
                + rows + ") AS copy FROM " + name() + " t JOIN " + DOOMED + " d ON " + join + " WHERE " + doomed
                + ") x WHERE " + name() + ".ctid = x.place AND x.copy <= x.n";
    }
}
