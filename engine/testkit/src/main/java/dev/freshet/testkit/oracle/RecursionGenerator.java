package dev.freshet.testkit.oracle;

import java.util.ArrayList;
import java.util.List;

/**
 * Random recursive queries that end in PostgreSQL too: values are only handed on, from the tables and from the rows
 * found before, and rounds are counted no further than a bound.
 */
final class RecursionGenerator {
    private static final String SELF = "w";

    private final Choices choices;
    private final List<TableDef> relations;

    RecursionGenerator(Choices choices, List<TableDef> relations) {
        this.choices = choices;
        this.relations = relations;
    }

    /** A query with the columns c0, c1 and, where {@code columns} gets it, the round d. */
    String query(List<TableDef.Col> columns) {
        TableDef seed = choices.of(relations);
        TableDef step = choices.of(relations);
        TableDef.Col key = choices.of(step.columns());
        List<TableDef.Col> starts =
                seed.columns().stream().filter(c -> c.kind() == key.kind()).toList();
        TableDef.Col carried = choices.of(seed.columns());
        columns.add(new TableDef.Col("c0", key.kind()));
        columns.add(new TableDef.Col("c1", carried.kind()));
        boolean counted = choices.chance(40);
        if (counted) {
            columns.add(new TableDef.Col("d", Kind.INT));
        }
        String start = starts.isEmpty()
                ? key.kind().literal(choices)
                : "a." + choices.of(starts).name();
        String first = "SELECT " + start + " AS c0, a." + carried.name() + " AS c1" + (counted ? ", 0 AS d" : "")
                + " FROM " + seed.name() + " AS a" + where(scope("a", seed.columns()));
        String names =
                "(" + String.join(", ", columns.stream().map(TableDef.Col::name).toList()) + ")";
        return "WITH RECURSIVE " + SELF + names + " AS (\n" + first + "\nUNION\n" + step(step, key, carried, counted)
                + ")\n" + body(columns);
    }

    private String step(TableDef table, TableDef.Col key, TableDef.Col carried, boolean counted) {
        String next = pick(table, key.kind(), "b." + key.name());
        String other = choices.chance(60) ? SELF + ".c1" : pick(table, carried.kind(), SELF + ".c1");
        List<TableDef.Col> scope = new ArrayList<>(scope("b", table.columns()));
        scope.add(new TableDef.Col(SELF + ".c0", key.kind()));
        scope.add(new TableDef.Col(SELF + ".c1", carried.kind()));
        String where = where(scope);
        if (counted) {
            where += (where.isEmpty() ? "\nWHERE " : " AND ") + SELF + ".d < " + (1 + choices.next(4));
        }
        return "SELECT " + next + ", " + other + (counted ? ", " + SELF + ".d + 1" : "") + " FROM " + SELF + " JOIN "
                + table.name() + " AS b ON b." + key.name() + " = " + SELF + ".c0" + where;
    }

    /** Mostly a column of the table of that kind, if there is one. */
    private String pick(TableDef table, Kind kind, String otherwise) {
        List<TableDef.Col> fitting =
                table.columns().stream().filter(c -> c.kind() == kind).toList();
        return fitting.isEmpty() || choices.chance(15)
                ? otherwise
                : "b." + choices.of(fitting).name();
    }

    private String body(List<TableDef.Col> columns) {
        if (choices.chance(50)) {
            return "SELECT "
                    + String.join(", ", columns.stream().map(TableDef.Col::name).toList()) + " FROM " + SELF;
        }
        TableDef.Col by = columns.removeLast();
        columns.clear();
        columns.add(by);
        return "SELECT " + by.name() + ", COUNT(*) AS n FROM " + SELF + " GROUP BY " + by.name();
    }

    private String where(List<TableDef.Col> scope) {
        return choices.chance(40) ? "\nWHERE " + new Expressions(choices, scope).condition(0) : "";
    }

    private static List<TableDef.Col> scope(String alias, List<TableDef.Col> columns) {
        return columns.stream()
                .map(c -> new TableDef.Col(alias + "." + c.name(), c.kind()))
                .toList();
    }
}
