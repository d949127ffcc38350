package dev.freshet.testkit.oracle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Random views over the clauses that are maintained: each column has a name and, where it is read again, a kind. */
final class QueryGenerator {
    private final Choices choices;
    private final List<TableDef> relations;
    private int aliases;

    QueryGenerator(Choices choices, List<TableDef> tables) {
        this.choices = choices;
        this.relations = new ArrayList<>(tables);
    }

    /** A query and its columns that have a kind, by their plain names. */
    private record Query(String sql, List<TableDef.Col> columns) {}

    /** A FROM clause and what can be named in it. */
    private record From(String sql, List<TableDef.Col> scope) {}

    Map<String, String> views() {
        Map<String, String> out = new LinkedHashMap<>();
        int count = 1 + choices.next(3) / 2;
        for (int i = 0; i < count; i++) {
            Query q = choices.chance(8) ? recursion() : query(2);
            out.put("v" + i, q.sql());
            if (!q.columns().isEmpty()) {
                relations.add(new TableDef("v" + i, q.columns(), false));
            }
        }
        return out;
    }

    private Query recursion() {
        List<TableDef.Col> columns = new ArrayList<>();
        String sql = new RecursionGenerator(choices, relations).query(columns);
        return new Query(sql, columns);
    }

    private Query query(int depth) {
        if (depth > 0 && choices.chance(15)) {
            return union(depth - 1);
        }
        Query q = choices.next(5) >= 3 ? aggregate(depth) : select(depth);
        return choices.chance(8) ? first(q) : q;
    }

    /** The first rows in the order of all columns, so that only equal rows can tie. */
    private Query first(Query q) {
        if (q.columns().isEmpty()) {
            return q;
        }
        List<String> order = new ArrayList<>();
        for (TableDef.Col c : q.columns()) {
            order.add(c.name() + choices.pick("", " DESC", " NULLS FIRST", " DESC NULLS LAST"));
        }
        String columns =
                String.join(", ", q.columns().stream().map(TableDef.Col::name).toList());
        String offset = choices.chance(30) ? " OFFSET " + choices.next(3) : "";
        return new Query(
                "SELECT " + columns + " FROM (" + q.sql() + ") AS " + alias() + "\nORDER BY " + String.join(", ", order)
                        + " LIMIT " + (1 + choices.next(4)) + offset,
                q.columns());
    }

    private Query union(int depth) {
        int width = 1 + choices.next(3);
        List<Kind> kinds = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            kinds.add(choices.of(choices.of(relations).columns()).kind());
        }
        List<String> branches = new ArrayList<>();
        List<TableDef.Col> columns = new ArrayList<>();
        for (int b = 0; b < 2 + choices.next(2); b++) {
            From from = from(depth);
            Expressions e = new Expressions(choices, from.scope());
            List<String> items = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                items.add(e.of(kinds.get(i), 1) + (b == 0 ? " AS u" + i : ""));
                if (b == 0) {
                    columns.add(new TableDef.Col("u" + i, kinds.get(i)));
                }
            }
            branches.add("SELECT " + String.join(", ", items) + from.sql() + where(e, from));
        }
        return new Query(String.join(setOperation(), branches), columns);
    }

    /** Those without ALL come to the same whatever the nesting. */
    private String setOperation() {
        return choices.pick(
                " UNION ALL ", " UNION ", " INTERSECT ", " EXCEPT ", " INTERSECT ALL ", " EXCEPT ALL ", " UNION ALL ");
    }

    /** A function over other rows whose result ties cannot change. */
    private String over(Expressions e) {
        Kind kind = e.kind();
        String partition = choices.chance(70) ? "PARTITION BY " + e.of(e.kind(), 0) : "";
        String order = " ORDER BY " + e.of(kind, 0) + choices.pick("", " DESC");
        return switch (choices.next(5)) {
            case 0 -> "COUNT(*) OVER (" + partition + ")";
            case 1 -> choices.pick("RANK()", "DENSE_RANK()") + " OVER (" + partition + order + ")";
            case 2 -> "SUM(" + e.of(Kind.INT, 0) + ") OVER (" + partition + order + ")";
            case 3 -> choices.pick("MIN(", "MAX(") + e.of(Kind.INT, 0) + ") OVER (" + partition + order + ")";
            default ->
                "COUNT(" + e.of(kind, 0) + ") OVER (" + partition + order
                        + " GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW)";
        };
    }

    private Query select(int depth) {
        From from = from(depth);
        Expressions e = new Expressions(choices, from.scope());
        List<String> items = new ArrayList<>();
        List<TableDef.Col> columns = new ArrayList<>();
        int width = 1 + choices.next(4);
        for (int i = 0; i < width; i++) {
            if (choices.chance(15)) {
                items.add(e.bareDecimal(1) + " AS d" + i);
            } else {
                Kind kind = e.kind();
                items.add(e.of(kind, 2) + " AS x" + i);
                columns.add(new TableDef.Col("x" + i, kind));
            }
        }
        if (choices.chance(10)) {
            items.add(scalarSubquery(from) + " AS s");
        }
        if (choices.chance(12)) {
            items.add(over(e) + " AS w");
        }
        String distinct = choices.chance(20) ? "DISTINCT " : "";
        return new Query("SELECT " + distinct + String.join(", ", items) + from.sql() + where(e, from), columns);
    }

    // ---- FROM and WHERE ----

    private String alias() {
        return "r" + aliases++;
    }

    private From from(int depth) {
        From left = relation(depth);
        int joins = choices.next(depth > 0 ? 3 : 2);
        for (int i = 0; i < joins; i++) {
            left = choices.chance(12) ? lateral(left) : join(left, relation(depth - 1));
        }
        return new From("\nFROM " + left.sql(), left.scope());
    }

    private From relation(int depth) {
        String alias = alias();
        if (depth > 0 && choices.chance(20)) {
            Query q = query(depth - 1);
            if (!q.columns().isEmpty()) {
                return new From("(" + q.sql() + ") AS " + alias, qualified(alias, q.columns()));
            }
        }
        if (choices.chance(5)) {
            return values(alias);
        }
        TableDef t = choices.of(relations);
        return new From(t.name() + " AS " + alias, qualified(alias, t.columns()));
    }

    private From values(String alias) {
        Kind a = choices.pick(Kind.values());
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 1 + choices.next(3); i++) {
            rows.add("(" + a.literal(choices) + ", " + Kind.INT.literal(choices) + ")");
        }
        return new From(
                "(VALUES " + String.join(", ", rows) + ") AS " + alias + "(a, b)",
                qualified(alias, List.of(new TableDef.Col("a", a), new TableDef.Col("b", Kind.INT))));
    }

    private static List<TableDef.Col> qualified(String alias, List<TableDef.Col> columns) {
        return columns.stream()
                .map(c -> new TableDef.Col(alias + "." + c.name(), c.kind()))
                .toList();
    }

    private From lateral(From left) {
        Kind kind = choices.pick(Kind.INT, Kind.TEXT, Kind.DATE);
        Expressions e = new Expressions(choices, left.scope());
        String alias = alias();
        String array = "ARRAY[" + e.of(kind, 1) + ", " + e.of(kind, 0) + "]";
        List<TableDef.Col> scope = new ArrayList<>(left.scope());
        scope.add(new TableDef.Col(alias + ".e", kind));
        String call = choices.chance(50)
                ? "UNNEST(" + array + ") WITH ORDINALITY AS " + alias + "(e, n)"
                : "UNNEST(" + array + ") AS " + alias + "(e)";
        return new From(left.sql() + " CROSS JOIN " + call, scope);
    }

    private From join(From left, From right) {
        List<TableDef.Col> scope = new ArrayList<>(left.scope());
        scope.addAll(right.scope());
        String kind = choices.pick("JOIN", "JOIN", "LEFT JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN");
        if (kind.equals("CROSS JOIN")) {
            return new From(left.sql() + " CROSS JOIN " + right.sql(), scope);
        }
        List<String> on = new ArrayList<>();
        equalities(left, right, on);
        if (on.isEmpty() && kind.equals("FULL JOIN")) {
            return new From(left.sql() + " CROSS JOIN " + right.sql(), scope);
        }
        if (!kind.equals("FULL JOIN") && (on.isEmpty() || choices.chance(30))) {
            on.add(new Expressions(choices, scope).condition(1));
        }
        return new From(left.sql() + "\n  " + kind + " " + right.sql() + " ON " + String.join(" AND ", on), scope);
    }

    private void equalities(From left, From right, List<String> on) {
        int wanted = 1 + choices.next(2);
        for (TableDef.Col a : left.scope()) {
            for (TableDef.Col b : right.scope()) {
                boolean fits =
                        a.kind() == b.kind() || a.kind().isNumber() && b.kind().isNumber();
                if (fits && on.size() < wanted && choices.next(3) > 0) {
                    on.add(a.name() + " = " + b.name());
                }
            }
        }
    }

    private String where(Expressions e, From from) {
        List<String> all = e.conjunction(2, 2);
        if (choices.chance(12)) {
            all.add(subquery(from));
        }
        return all.isEmpty() ? "" : "\nWHERE " + String.join(" AND ", all);
    }

    private String subquery(From from) {
        TableDef t = choices.of(relations);
        String alias = alias();
        List<TableDef.Col> inner = qualified(alias, t.columns());
        TableDef.Col column = choices.of(inner);
        String source = "SELECT " + column.name() + " FROM " + t.name() + " AS " + alias;
        Expressions outer = new Expressions(choices, from.scope());
        if (choices.next(2) == 0) {
            String filter = " WHERE " + new Expressions(choices, inner).condition(1);
            return outer.of(column.kind(), 0) + choices.pick(" IN (", " NOT IN (") + source + filter + ")";
        }
        String correlation = column.name() + " = " + outer.of(column.kind(), 0);
        return choices.pick("EXISTS (", "NOT EXISTS (") + source + " WHERE " + correlation + ")";
    }

    private String scalarSubquery(From from) {
        TableDef t = choices.of(relations);
        String alias = alias();
        List<TableDef.Col> inner = qualified(alias, t.columns());
        TableDef.Col column = choices.of(inner);
        TableDef.Col by = choices.of(inner);
        String aggregate = choices.pick("MAX(" + column.name() + ")", "MIN(" + column.name() + ")", "COUNT(*)");
        if (column.kind() == Kind.BOOL) {
            aggregate = "COUNT(*)";
        }
        String correlation = choices.next(2) == 0
                ? ""
                : " WHERE " + by.name() + " = " + new Expressions(choices, from.scope()).of(by.kind(), 0);
        return "(SELECT " + aggregate + " FROM " + t.name() + " AS " + alias + correlation + ")";
    }

    // ---- GROUP BY ----

    private Query aggregate(int depth) {
        From from = from(depth);
        Expressions e = new Expressions(choices, from.scope());
        List<String> items = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        List<TableDef.Col> columns = new ArrayList<>();
        int keys = choices.next(3);
        for (int i = 0; i < keys; i++) {
            Kind kind = e.kind();
            String key = e.of(kind, 1);
            if (e.columns(kind).isEmpty()) {
                continue;
            }
            if (isConstant(key)) {
                continue;
            }
            groups.add(key);
            items.add(key + " AS g" + i);
            columns.add(new TableDef.Col("g" + i, kind));
        }
        boolean plain = e.columns(Kind.TIMESTAMP).isEmpty() || !choices.chance(30);
        if (!plain) {
            tumble(e, groups, items, columns);
        }
        aggregates(e, items, columns);
        String grouping = groups.isEmpty() ? "" : "\nGROUP BY " + grouping(groups, plain);
        String having = choices.chance(20) ? "\nHAVING " + having(e) : "";
        return new Query(
                "SELECT " + String.join(", ", items) + from.sql() + where(e, from) + grouping + having, columns);
    }

    private String grouping(List<String> groups, boolean plain) {
        String all = String.join(", ", groups);
        // Sets that come twice are refused.
        boolean different = plain && groups.size() > 1 && Set.copyOf(groups).size() == groups.size();
        return switch (different ? choices.next(6) : 9) {
            case 0 -> "ROLLUP (" + all + ")";
            case 1 -> "CUBE (" + all + ")";
            case 2 -> "GROUPING SETS ((" + all + "), (" + groups.getFirst() + "), ())";
            default -> all;
        };
    }

    /** PostgreSQL takes no constants in GROUP BY. */
    private static boolean isConstant(String key) {
        return !key.contains("r");
    }

    private void tumble(Expressions e, List<String> groups, List<String> items, List<TableDef.Col> columns) {
        String at = choices.of(e.columns(Kind.TIMESTAMP)).name();
        String size =
                "INTERVAL '" + choices.pick("1", "5", "60", "7") + "' " + choices.pick("MINUTE", "HOUR", "SECOND");
        groups.add("TUMBLE(" + at + ", " + size + ")");
        items.add("TUMBLE_START(" + at + ", " + size + ") AS ws");
        items.add("TUMBLE_END(" + at + ", " + size + ") AS we");
        columns.add(new TableDef.Col("ws", Kind.TIMESTAMP));
        columns.add(new TableDef.Col("we", Kind.TIMESTAMP));
    }

    private void aggregates(Expressions e, List<String> items, List<TableDef.Col> columns) {
        int count = 1 + choices.next(4);
        for (int i = 0; i < count; i++) {
            String name = "a" + i;
            String filter = choices.chance(20) ? " FILTER (WHERE " + e.condition(1) + ")" : "";
            String distinct = choices.chance(20) ? "DISTINCT " : "";
            switch (choices.next(7)) {
                case 0 -> {
                    items.add("COUNT(*)" + filter + " AS " + name);
                    columns.add(new TableDef.Col(name, Kind.BIGINT));
                }
                case 1 -> {
                    items.add("COUNT(" + distinct + e.of(e.kind(), 1) + ")" + filter + " AS " + name);
                    columns.add(new TableDef.Col(name, Kind.BIGINT));
                }
                case 2 -> {
                    Kind kind = choices.pick(
                            Kind.INT, Kind.BIGINT, Kind.DECIMAL, Kind.DOUBLE, Kind.TEXT, Kind.DATE, Kind.TIMESTAMP);
                    items.add(choices.pick("MIN(", "MAX(") + e.of(kind, 1) + ")" + filter + " AS " + name);
                    columns.add(new TableDef.Col(name, kind));
                }
                case 3 -> {
                    items.add("SUM(" + distinct + e.of(Kind.INT, 1) + ")" + filter + " AS " + name);
                    columns.add(new TableDef.Col(name, Kind.BIGINT));
                }
                case 4 -> {
                    items.add("SUM(" + e.of(Kind.DOUBLE, 1) + ")" + filter + " AS " + name);
                    columns.add(new TableDef.Col(name, Kind.DOUBLE));
                }
                case 5 ->
                    items.add("SUM(" + distinct + e.of(choices.pick(Kind.DECIMAL, Kind.BIGINT), 1) + ")" + filter
                            + " AS " + name);
                default ->
                    items.add(
                            "AVG(" + distinct + e.of(choices.pick(Kind.INT, Kind.DECIMAL, Kind.BIGINT, Kind.DOUBLE), 1)
                                    + ")" + filter + " AS " + name);
            }
        }
    }

    private String having(Expressions e) {
        return choices.pick(
                "COUNT(*) > " + choices.next(3),
                "SUM(" + e.of(Kind.INT, 0) + ") >= " + choices.next(5),
                "MAX(" + e.of(Kind.TEXT, 0) + ") IS NOT NULL",
                "AVG(" + e.of(Kind.DECIMAL, 0) + ") < 10");
    }
}
