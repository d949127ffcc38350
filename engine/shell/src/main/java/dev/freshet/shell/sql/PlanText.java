package dev.freshet.shell.sql;

import dev.freshet.core.plan.EventTime;
import dev.freshet.core.plan.Expression;
import dev.freshet.core.plan.Plan;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.core.plan.SortKey;
import dev.freshet.core.plan.WindowCall;
import dev.freshet.core.read.StateGrowth;
import dev.freshet.spi.data.Schema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A plan in words, one line per node, inputs indented below it: what each operator keeps, until when, and a warning where
 * that grows with every row that ever comes.
 */
final class PlanText {
    private final StateGrowth growth;
    private final EventTime eventTime;

    PlanText(List<Plan.Table> tables) {
        this.growth = new StateGrowth(tables);
        this.eventTime = new EventTime(tables);
    }

    void append(List<String> lines, PlanNode node, int depth) {
        lines.add("  ".repeat(depth) + line(node));
        node.inputs().forEach(i -> append(lines, i, depth + 1));
    }

    private String line(PlanNode node) {
        return switch (node) {
            case PlanNode.Scan n -> "scan " + n.table();
            case PlanNode.Values n -> "values, " + n.rows().size() + " rows";
            case PlanNode.Filter n ->
                "filter " + expression(n.predicate(), n.input().schema());
            case PlanNode.Project n -> "project " + projections(n);
            case PlanNode.Join n -> join(n);
            case PlanNode.AsofJoin n ->
                (n.outer() ? "left asof" : "asof") + " join on "
                        + equalities(n.left(), n.right(), n.leftKeys(), n.rightKeys())
                        + kept("the rows of both sides, in order", eventTime.kept(n), n);
            case PlanNode.Aggregate n -> aggregate(n);
            case PlanNode.Distinct n -> {
                int column = eventTime.bounded(n.input(), all(n.schema()));
                yield "distinct" + keeps("each different row", until(n.input(), column), n);
            }
            case PlanNode.SetOperation n ->
                n.kind().name().toLowerCase(Locale.ROOT) + kept("the rows of both sides", eventTime.kept(n), n);
            case PlanNode.Union _ -> "union all";
            case PlanNode.TableCall n -> "for each row " + n.function();
            case PlanNode.TopK n ->
                "rows " + (n.offset() + 1) + " to " + (n.limit() < 0 ? "the last" : n.offset() + n.limit()) + " by "
                        + columns(n.order().stream().map(SortKey::column).toList(), n.schema())
                        + kept("all rows, in order", eventTime.kept(n), n);
            case PlanNode.Window n ->
                "over by " + columns(n.partition(), n.input().schema()) + ": "
                        + String.join(
                                ", ",
                                n.calls().stream().map(WindowCall::function).toList())
                        + kept("all rows, in order", eventTime.kept(n), n);
            case PlanNode.Final n ->
                "final " + n.schema().field(n.column()).name() + " (keeps rows that are not final"
                        + until(n.input(), n.column()) + ")";
            case PlanNode.TemporalFilter n ->
                "temporal filter (keeps the rows that are shown or will be"
                        + (n.until().isEmpty() ? ", for ever)" : ", until the clock has passed them)");
            case PlanNode.Recursion n ->
                "recursion of " + String.join(", ", n.names()) + keeps("the history of all rounds", "", n);
            default -> node.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        };
    }

    private String aggregate(PlanNode.Aggregate n) {
        Schema input = n.input().schema();
        int column = eventTime.bounded(n.input(), n.groups());
        List<String> calls = n.calls().stream()
                .map(c -> c.function() + columns(c.arguments(), input))
                .toList();
        return "aggregate by " + columns(n.groups(), input) + ": " + String.join(", ", calls)
                + keeps("one state per group", until(n.input(), column), n);
    }

    private String join(PlanNode.Join n) {
        String on = equalities(n.left(), n.right(), n.leftKeys(), n.rightKeys());
        String head = n.kind().name().toLowerCase(Locale.ROOT) + " join on " + (on.isEmpty() ? "true" : on);
        EventTime.Kept left = eventTime.kept(n, true);
        EventTime.Kept right = eventTime.kept(n, false);
        String pairs = StateGrowth.triesEveryPair(n) ? "; WARNING: no equality, every pair is tried" : "";
        if (left == null && right == null) {
            String state = keeps("the rows of both sides", "", n);
            return head + state.substring(0, state.length() - 1) + pairs + ")";
        }
        return head + " (keeps the rows of the left side" + until(left) + ", of the right side" + until(right)
                + growth(n) + pairs + ")";
    }

    // ---- what is kept, and until when ----

    private String keeps(String what, String until, PlanNode node) {
        return " (keeps " + what + (until.isEmpty() ? ", for ever" : until) + growth(node) + ")";
    }

    private String kept(String what, EventTime.@Nullable Kept kept, PlanNode node) {
        return keeps(what, kept == null ? "" : until(kept), node);
    }

    private String until(PlanNode node, int column) {
        EventTime.Bound bound = column < 0 ? null : eventTime.of(node, column);
        return bound == null ? "" : until(bound, node.schema().field(column).name());
    }

    private static String until(EventTime.@Nullable Kept kept) {
        return kept == null ? " for ever" : until(kept.bound(), "them");
    }

    private static String until(EventTime.Bound bound, String what) {
        Set<String> of = new LinkedHashSet<>();
        bound.terms().forEach(t -> of.add(t.table()));
        return ", until the watermark of " + String.join(" and ", of) + " has passed " + what;
    }

    private String growth(PlanNode node) {
        Set<String> growing = growth.of(node);
        return growing.isEmpty()
                ? ""
                : "; WARNING: grows with " + String.join(", ", growing)
                        + ", which has no key; a watermark could bound it";
    }

    private static List<Integer> all(Schema schema) {
        return IntStream.range(0, schema.size()).boxed().toList();
    }

    private static String equalities(PlanNode left, PlanNode right, List<Integer> leftKeys, List<Integer> rightKeys) {
        List<String> on = new ArrayList<>();
        for (int i = 0; i < leftKeys.size(); i++) {
            on.add(left.schema().field(leftKeys.get(i)).name() + " = "
                    + right.schema().field(rightKeys.get(i)).name());
        }
        return String.join(" and ", on);
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

    /** A module of a WASM function is long. */
    private static String shown(String text) {
        return text.length() <= 80 ? text : text.substring(0, 60) + "…";
    }

    private static String expression(Expression e, Schema input) {
        return switch (e) {
            case Expression.Input i ->
                i.column() < input.size() ? input.field(i.column()).name() : "$" + i.column();
            case Expression.Literal l -> l.text() == null ? "NULL" : "'" + shown(l.text()) + "'";
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
