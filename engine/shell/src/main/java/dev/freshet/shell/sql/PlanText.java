package dev.freshet.shell.sql;

import dev.freshet.core.plan.Expression;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.spi.data.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plan in words, one line per node, inputs indented below it. */
final class PlanText {
    private PlanText() {}

    static void append(List<String> lines, PlanNode node, int depth) {
        lines.add("  ".repeat(depth) + line(node));
        node.inputs().forEach(i -> append(lines, i, depth + 1));
    }

    private static String line(PlanNode node) {
        return switch (node) {
            case PlanNode.Scan n -> "scan " + n.table();
            case PlanNode.Values n -> "values, " + n.rows().size() + " rows";
            case PlanNode.Filter n ->
                "filter " + expression(n.predicate(), n.input().schema());
            case PlanNode.Project n -> "project " + projections(n);
            case PlanNode.Join n -> join(n);
            case PlanNode.Aggregate n ->
                "aggregate by " + columns(n.groups(), n.input().schema()) + ": "
                        + String.join(
                                ", ",
                                n.calls().stream()
                                        .map(c -> c.function()
                                                + columns(
                                                        c.arguments(), n.input().schema()))
                                        .toList())
                        + " (keeps one state per group, for ever)";
            case PlanNode.Distinct _ -> "distinct (keeps each different row, for ever)";
            case PlanNode.Union _ -> "union all";
            case PlanNode.TableCall n -> "for each row " + n.function();
            default -> node.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        };
    }

    private static String join(PlanNode.Join n) {
        List<String> on = new ArrayList<>();
        for (int i = 0; i < n.leftKeys().size(); i++) {
            on.add(n.left().schema().field(n.leftKeys().get(i)).name() + " = "
                    + n.right().schema().field(n.rightKeys().get(i)).name());
        }
        String state = " (keeps the rows of both sides, for ever"
                + (on.isEmpty() ? "; WARNING: no equality, every pair is tried)" : ")");
        return n.kind().name().toLowerCase(Locale.ROOT) + " join on "
                + (on.isEmpty() ? "true" : String.join(" and ", on)) + state;
    }

    private static String columns(List<Integer> columns, Schema schema) {
        return "("
                + String.join(
                        ", ", columns.stream().map(c -> schema.field(c).name()).toList()) + ")";
    }

    private static String projections(PlanNode.Project n) {
        List<String> out = new ArrayList<>();
        for (int i = 0; i < n.expressions().size(); i++) {
            String e = expression(n.expressions().get(i), n.input().schema());
            String name = n.schema().field(i).name();
            out.add(e.equals(name) ? e : e + " as " + name);
        }
        return String.join(", ", out);
    }

    private static String expression(Expression e, Schema input) {
        return switch (e) {
            case Expression.Input i ->
                i.column() < input.size() ? input.field(i.column()).name() : "$" + i.column();
            case Expression.Literal l -> l.text() == null ? "NULL" : "'" + l.text() + "'";
            case Expression.Call c ->
                c.function()
                        + "("
                        + String.join(
                                ", ",
                                c.arguments().stream()
                                        .map(a -> expression(a, input))
                                        .toList()) + ")";
            default -> e.toString();
        };
    }
}
