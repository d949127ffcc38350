package dev.freshet.sql.check;

import dev.freshet.core.plan.Plan;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.core.read.StateGrowth;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Set;

/** What works, and will cost more and more: told by {@code /validate} at the views that it comes from. */
final class Advice {
    /** A finding about a view. */
    record Note(String view, String code, String detail, String hint) {}

    private final StateGrowth growth;
    private final Set<PlanNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Note> notes = new LinkedHashSet<>();

    private Advice(Plan plan) {
        this.growth = new StateGrowth(plan.tables());
    }

    /** Once for each operator, at the first view that has it. */
    static Set<Note> of(Plan plan) {
        Advice advice = new Advice(plan);
        plan.views().forEach(v -> advice.walk(v.name(), v.root()));
        return advice.notes;
    }

    private void walk(String view, PlanNode node) {
        if (!seen.add(node)) {
            return;
        }
        node.inputs().forEach(i -> walk(view, i));
        Set<String> growing = growth.of(node);
        if (!growing.isEmpty()) {
            notes.add(new Note(
                    view,
                    "unbounded_state",
                    "view '" + view + "': " + name(node) + " keeps the rows of " + String.join(" and ", growing)
                            + " for ever, and they only become more",
                    "a watermark and a bound on the time, WHERE ts > NOW() - INTERVAL '…', or a primary key bounds them;"
                            + " EXPLAIN shows what is kept until when"));
        }
        if (node instanceof PlanNode.Join join && StateGrowth.triesEveryPair(join)) {
            notes.add(new Note(
                    view,
                    "every_pair",
                    "view '" + view + "': a join without an equality tries every pair of rows",
                    "join on equal columns where you can"));
        }
    }

    private static String name(PlanNode node) {
        return switch (node) {
            case PlanNode.Join _ -> "a join";
            case PlanNode.AsofJoin _ -> "an ASOF join";
            case PlanNode.Distinct _ -> "DISTINCT";
            case PlanNode.SetOperation n -> n.kind().name();
            case PlanNode.TopK _ -> "the choice of the first rows";
            case PlanNode.Window _ -> "an OVER";
            case PlanNode.Aggregate _ -> "an aggregate over the values themselves";
            default -> "an operator";
        };
    }
}
