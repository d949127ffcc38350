package dev.freshet.testkit.oracle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tables, views over them in order, and changes by epoch.
 *
 * @param views name to query; a later one may read an earlier
 */
public record OracleCase(List<TableDef> tables, Map<String, String> views, List<List<Change>> epochs) {
    public static OracleCase generate(Choices choices) {
        List<TableDef> tables = new ArrayList<>();
        List<Kind> palette =
                List.of(choices.pick(Kind.values()), choices.pick(Kind.values()), choices.pick(Kind.values()));
        int count = 1 + choices.next(3);
        for (int i = 0; i < count; i++) {
            tables.add(table("t" + i, palette, choices));
        }
        Map<String, String> views = new QueryGenerator(choices, tables).views();
        return new OracleCase(tables, views, new ScriptGenerator(choices, tables).epochs());
    }

    /** Given tables and views with drawn changes. */
    public static OracleCase over(List<TableDef> tables, Map<String, String> views, Choices choices) {
        return new OracleCase(tables, views, new ScriptGenerator(choices, tables).epochs());
    }

    private static TableDef table(String name, List<Kind> palette, Choices choices) {
        boolean keyed = choices.next(2) == 1;
        List<TableDef.Col> columns = new ArrayList<>();
        columns.add(new TableDef.Col("id", keyed ? choices.pick(Kind.INT, Kind.BIGINT, Kind.TEXT) : Kind.INT));
        int count = 1 + choices.next(4);
        for (int i = 0; i < count; i++) {
            columns.add(new TableDef.Col("c" + i, choices.of(palette)));
        }
        return new TableDef(name, columns, keyed);
    }

    /** The rows of each table after each epoch. */
    public List<Map<String, List<List<@Nullable Object>>>> states() {
        Map<String, Contents> now = new LinkedHashMap<>();
        tables.forEach(t -> now.put(t.name(), new Contents(t.keyed())));
        List<Map<String, List<List<@Nullable Object>>>> out = new ArrayList<>();
        for (List<Change> epoch : epochs) {
            epoch.forEach(c -> Objects.requireNonNull(now.get(c.table())).apply(c));
            Map<String, List<List<@Nullable Object>>> state = new LinkedHashMap<>();
            now.forEach((name, contents) -> state.put(name, List.copyOf(contents.rows)));
            out.add(state);
        }
        return out;
    }

    private static final class Contents {
        final boolean keyed;
        final List<List<@Nullable Object>> rows = new ArrayList<>();

        Contents(boolean keyed) {
            this.keyed = keyed;
        }

        void apply(Change c) {
            if (keyed) {
                rows.removeIf(r -> Objects.equals(r.get(0), c.row().get(0)));
            } else if (c.delete()) {
                rows.remove(c.row());
            }
            if (!c.delete()) {
                rows.add(c.row());
            }
        }
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        tables.forEach(t -> out.append(t).append('\n'));
        views.forEach((name, query) -> out.append("CREATE VIEW ")
                .append(name)
                .append(" AS\n")
                .append(query)
                .append(";\n"));
        for (int e = 0; e < epochs.size(); e++) {
            out.append("epoch ").append(e).append('\n');
            epochs.get(e)
                    .forEach(c -> out.append(c.delete() ? "  - " : "  + ")
                            .append(c.table())
                            .append(c.row())
                            .append('\n'));
        }
        return out.toString();
    }
}
