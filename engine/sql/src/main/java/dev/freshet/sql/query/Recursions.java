package dev.freshet.sql.query;

import dev.freshet.core.plan.JoinKind;
import dev.freshet.core.plan.PlanNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Plan trees of relations that read themselves or each other. */
public final class Recursions {
    private Recursions() {}

    /** Whether a tree reads a relation that is still being defined. */
    public static boolean isOpen(PlanNode node) {
        return node instanceof PlanNode.Variable || node.inputs().stream().anyMatch(Recursions::isOpen);
    }

    /**
     * The relation at {@code result} of the system {@code names = bodies}.
     *
     * @param rounds how many are computed at most, or -1
     */
    public static PlanNode fixpoint(List<String> names, List<PlanNode> bodies, int result, long rounds) {
        List<PlanNode> externals = new ArrayList<>();
        List<PlanNode> inside = new ArrayList<>();
        for (PlanNode body : bodies) {
            inside.add(closed(rounds < 0 ? asSet(body) : body, externals));
        }
        return new PlanNode.Recursion(
                externals, names, inside, result, rounds, bodies.get(result).schema());
    }

    /** Without a bound on the rounds only sets come to an end. */
    private static PlanNode asSet(PlanNode body) {
        PlanNode top = body;
        while (top instanceof PlanNode.Project p) {
            top = p.input();
        }
        if (top instanceof PlanNode.Union) {
            throw new UnsupportedException(
                    "UNION ALL in a recursion without MAX ROUNDS",
                    "write UNION, or bound it with MAX ROUNDS n before AS");
        }
        return body instanceof PlanNode.Distinct || body instanceof PlanNode.Aggregate
                ? body
                : new PlanNode.Distinct(body);
    }

    private static PlanNode closed(PlanNode node, List<PlanNode> externals) {
        if (!isOpen(node)) {
            int known = externals.indexOf(node);
            if (known < 0) {
                externals.add(node);
            }
            return new PlanNode.External(known < 0 ? externals.size() - 1 : known, node.schema());
        }
        check(node);
        return withInputs(node, input -> closed(input, externals));
    }

    private static void check(PlanNode node) {
        String what = switch (node) {
            case PlanNode.TopK _ -> "LIMIT, or the first rows by ROW_NUMBER,";
            case PlanNode.Window _ -> "OVER";
            case PlanNode.AsofJoin _ -> "ASOF JOIN";
            case PlanNode.TemporalFilter _ -> "NOW()";
            case PlanNode.SetOperation s -> s.kind().name();
            case PlanNode.Recursion _ -> "another recursion";
            case PlanNode.Aggregate a when a.groups().isEmpty() -> "an aggregate without GROUP BY";
            case PlanNode.Join j
            when j.kind() != JoinKind.INNER
                    && (j.residual() != null || j.leftKeys().isEmpty()) ->
                "an outer join or subquery with other conditions than equalities";
            default -> "";
        };
        if (!what.isEmpty()) {
            throw new UnsupportedException(
                    what + " over a relation inside its own recursion", "apply it to the finished relation");
        }
    }

    /** A tree in which every relation that was open is replaced. */
    public static PlanNode replaced(PlanNode node, Map<String, PlanNode> by) {
        if (node instanceof PlanNode.Variable v) {
            return by.getOrDefault(v.name(), v);
        }
        return isOpen(node) ? withInputs(node, input -> replaced(input, by)) : node;
    }

    private static PlanNode withInputs(PlanNode node, UnaryOperator<PlanNode> change) {
        return switch (node) {
            case PlanNode.Filter n -> new PlanNode.Filter(change.apply(n.input()), n.predicate());
            case PlanNode.TemporalFilter n -> new PlanNode.TemporalFilter(change.apply(n.input()), n.from(), n.until());
            case PlanNode.Final n -> new PlanNode.Final(change.apply(n.input()), n.column(), n.bound());
            case PlanNode.Project n -> new PlanNode.Project(change.apply(n.input()), n.expressions(), n.schema());
            case PlanNode.TableCall n ->
                new PlanNode.TableCall(
                        change.apply(n.input()), n.function(), n.arguments(), n.ordinality(), n.outer(), n.schema());
            case PlanNode.Join n ->
                new PlanNode.Join(
                        change.apply(n.left()),
                        change.apply(n.right()),
                        n.kind(),
                        n.leftKeys(),
                        n.rightKeys(),
                        n.residual(),
                        n.schema());
            case PlanNode.AsofJoin n ->
                new PlanNode.AsofJoin(
                        change.apply(n.left()),
                        change.apply(n.right()),
                        n.outer(),
                        n.leftKeys(),
                        n.rightKeys(),
                        n.leftTime(),
                        n.rightTime(),
                        n.match(),
                        n.schema());
            case PlanNode.Aggregate n ->
                new PlanNode.Aggregate(change.apply(n.input()), n.groups(), n.calls(), n.schema());
            case PlanNode.Distinct n -> new PlanNode.Distinct(change.apply(n.input()));
            case PlanNode.Union n ->
                new PlanNode.Union(n.inputs().stream().map(change).toList(), n.schema());
            case PlanNode.SetOperation n ->
                new PlanNode.SetOperation(
                        change.apply(n.left()), change.apply(n.right()), n.kind(), n.all(), n.schema());
            case PlanNode.TopK n ->
                new PlanNode.TopK(change.apply(n.input()), n.partition(), n.order(), n.offset(), n.limit());
            case PlanNode.Window n ->
                new PlanNode.Window(change.apply(n.input()), n.partition(), n.order(), n.calls(), n.schema());
            case PlanNode.Recursion n ->
                new PlanNode.Recursion(
                        n.externals().stream().map(change).toList(),
                        n.names(),
                        n.bodies(),
                        n.result(),
                        n.rounds(),
                        n.schema());
            default -> node;
        };
    }
}
