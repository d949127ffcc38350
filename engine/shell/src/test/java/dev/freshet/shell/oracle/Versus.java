package dev.freshet.shell.oracle;

import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBatch;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The same tables here and in DuckDB; changes go to both, then every view is compared. */
final class Versus implements AutoCloseable {
    private final Maintained here;
    private final DuckDb there = new DuckDb();
    private final Map<String, String> queries;
    private final Map<String, Table> tables = new LinkedHashMap<>();
    private final Map<String, Long> mostRows = new TreeMap<>();
    private long next;
    private int epochs;

    /** What a table holds, by row number, and what this epoch changes. */
    private static final class Table {
        final Map<Long, List<@Nullable Object>> rows = new LinkedHashMap<>();
        final Map<Long, List<@Nullable Object>> added = new LinkedHashMap<>();
        final List<Long> gone = new ArrayList<>();
        final BatchBuilder change;

        Table(BatchBuilder change) {
            this.change = change;
        }
    }

    /**
     * @param tables name to columns, as both understand them
     * @param sql views here
     * @param queries view to DuckDB's query
     * @param statements what DuckDB needs besides
     */
    Versus(Map<String, String> tables, String sql, Map<String, String> queries, List<String> statements)
            throws SQLException {
        for (String statement : statements) {
            there.execute(statement);
        }
        StringBuilder all = new StringBuilder();
        tables.forEach((name, columns) -> all.append("CREATE TABLE ")
                .append(name)
                .append(" (")
                .append(columns)
                .append(");\n"));
        here = new Maintained(all.append(sql).toString());
        for (Map.Entry<String, String> t : tables.entrySet()) {
            var schema = here.plan().table(t.getKey()).schema();
            this.tables.put(t.getKey(), new Table(new BatchBuilder(schema)));
            there.create(t.getKey(), t.getValue(), schema.size());
        }
        this.queries = Map.copyOf(queries);
    }

    DuckDb duckDb() {
        return there;
    }

    Maintained here() {
        return here;
    }

    private Table table(String name) {
        return Objects.requireNonNull(tables.get(name), name);
    }

    void add(String table, List<@Nullable Object> row) {
        Table t = table(table);
        t.rows.put(next, row);
        t.added.put(next++, row);
        t.change.row(1, row.toArray());
    }

    void add(String table, @Nullable Object... row) {
        List<@Nullable Object> values = new ArrayList<>();
        java.util.Collections.addAll(values, row);
        add(table, values);
    }

    private void remove(Table t, long number) {
        List<@Nullable Object> row = Objects.requireNonNull(t.rows.remove(number));
        t.change.row(-1, row.toArray());
        if (t.added.remove(number) == null) {
            t.gone.add(number);
        }
    }

    /** Takes rows away; returns them. */
    List<List<@Nullable Object>> removeIf(String table, java.util.function.Predicate<List<@Nullable Object>> some) {
        Table t = table(table);
        List<List<@Nullable Object>> out = new ArrayList<>();
        for (Map.Entry<Long, List<@Nullable Object>> e : List.copyOf(t.rows.entrySet())) {
            if (some.test(e.getValue())) {
                out.add(e.getValue());
                remove(t, e.getKey());
            }
        }
        return out;
    }

    /** Changes {@code count} rows that are drawn. */
    void update(String table, int count, Random random, UnaryOperator<List<@Nullable Object>> change) {
        Table t = table(table);
        List<Long> numbers = new ArrayList<>(t.rows.keySet());
        for (int i = 0; i < count && !numbers.isEmpty(); i++) {
            long number = numbers.remove(random.nextInt(numbers.size()));
            List<@Nullable Object> row = Objects.requireNonNull(t.rows.get(number));
            remove(t, number);
            add(table, change.apply(new ArrayList<>(row)));
        }
    }

    /** Ends the epoch; returns what differs, one text per view. */
    List<String> epoch() throws SQLException {
        Map<String, ColumnBatch> changes = new LinkedHashMap<>();
        for (Map.Entry<String, Table> e : tables.entrySet()) {
            Table t = e.getValue();
            changes.put(e.getKey(), t.change.build());
            if (!t.gone.isEmpty()) {
                there.delete(e.getKey(), t.gone);
            }
            if (!t.added.isEmpty()) {
                there.insert(e.getKey(), t.added);
            }
            t.gone.clear();
            t.added.clear();
        }
        here.step(changes);
        epochs++;
        return compare();
    }

    private List<String> compare() throws SQLException {
        List<String> out = new ArrayList<>();
        for (Map.Entry<String, String> q : new TreeMap<>(queries).entrySet()) {
            Bag expected = there.answer(q.getValue());
            mostRows.merge(q.getKey(), expected.size(), Math::max);
            String difference = here.view(q.getKey()).difference(expected);
            if (!difference.isEmpty()) {
                out.add(q.getKey() + " in epoch " + epochs + ":" + difference);
            }
        }
        return out;
    }

    /** By view the most rows that DuckDB answered in any epoch. */
    Map<String, Long> mostRows() {
        return mostRows;
    }

    @Override
    public void close() throws SQLException {
        there.close();
    }
}
