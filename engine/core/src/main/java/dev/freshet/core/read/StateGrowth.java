package dev.freshet.core.read;

import dev.freshet.core.plan.AggregateCall;
import dev.freshet.core.plan.EventTime;
import dev.freshet.core.plan.Plan;
import dev.freshet.core.plan.PlanNode;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which operators keep more with every row that ever comes: those that keep rows of a table without a key, for ever.
 * Groups of an aggregate and the first k rows do not count as growing, though nothing bounds how many groups there are.
 */
public final class StateGrowth {
    private final Map<String, Plan.Table> tables = new HashMap<>();
    private final EventTime eventTime;

    public StateGrowth(List<Plan.Table> tables) {
        tables.forEach(t -> this.tables.put(t.name(), t));
        this.eventTime = new EventTime(tables);
    }

    /** Names of the tables by whose rows the state of this operator grows, in the order in which it reads them. */
    public Set<String> of(PlanNode node) {
        Set<String> out = new LinkedHashSet<>();
        kept(node).forEach(input -> collect(input, out));
        return out;
    }

    /** Whether this is a join that tries every pair of many rows. */
    public static boolean triesEveryPair(PlanNode.Join join) {
        return join.leftKeys().isEmpty() && !isOneRow(join.left()) && !isOneRow(join.right());
    }

    private static boolean isOneRow(PlanNode node) {
        return switch (node) {
            case PlanNode.Aggregate a -> a.groups().isEmpty();
            case PlanNode.Values v -> v.rows().size() <= 1;
            case PlanNode.Project p -> isOneRow(p.input());
            case PlanNode.Filter f -> isOneRow(f.input());
            default -> false;
        };
    }

    /** The inputs whose rows are all kept, for ever. */
    private List<PlanNode> kept(PlanNode node) {
        boolean whole = switch (node) {
            case PlanNode.Join _ -> true;
            case PlanNode.AsofJoin n -> eventTime.kept(n) == null;
            case PlanNode.SetOperation n -> eventTime.kept(n) == null;
            case PlanNode.TopK n -> eventTime.kept(n) == null;
            case PlanNode.Window n -> eventTime.kept(n) == null;
            case PlanNode.Distinct n -> eventTime.bounded(n.input(), all(n)) < 0;
            case PlanNode.Aggregate n ->
                n.calls().stream().anyMatch(StateGrowth::keepsValues) && eventTime.bounded(n.input(), n.groups()) < 0;
            default -> false;
        };
        if (node instanceof PlanNode.Join join) {
            boolean left = eventTime.kept(join, true) == null;
            boolean right = eventTime.kept(join, false) == null;
            return left && right
                    ? node.inputs()
                    : left ? List.of(join.left()) : right ? List.of(join.right()) : List.of();
        }
        return whole ? node.inputs() : List.of();
    }

    private static List<Integer> all(PlanNode node) {
        return IntStream.range(0, node.schema().size()).boxed().toList();
    }

    /** Whether every value of a group is kept. */
    private static boolean keepsValues(AggregateCall call) {
        return call.distinct()
                || call.function().endsWith("_agg")
                || call.function().startsWith("percentile_")
                || call.function().equals("mode");
    }

    /** Below an operator that gives few rows of many nothing grows above it. */
    private void collect(PlanNode node, Set<String> out) {
        switch (node) {
            case PlanNode.Scan scan -> {
                Plan.Table table = tables.get(scan.table());
                if (table != null && table.schema().key().isEmpty()) {
                    out.add(scan.table());
                }
            }
            case PlanNode.Aggregate _ -> {}
            case PlanNode.TopK n when n.limit() >= 0 -> {}
            case PlanNode.TemporalFilter n when !n.until().isEmpty() -> {}
            default -> node.inputs().forEach(i -> collect(i, out));
        }
    }
}
