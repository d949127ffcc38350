package dev.freshet.sql.check;

import dev.freshet.core.plan.Plan;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.spi.data.Schema;
import dev.freshet.sql.parse.SqlTextException;
import dev.freshet.sql.query.CompiledQuery;
import dev.freshet.sql.query.QueryCompiler;
import dev.freshet.sql.query.Recursions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Recursive views between their announcement and the last query that they are made of, and views that read them. */
final class OpenViews {
    private record Announced(Schema schema, int place) {}

    private record Body(PlanNode root, long rounds) {}

    private final Map<String, Announced> announced = new LinkedHashMap<>();
    private final Map<String, Body> bodies = new LinkedHashMap<>();
    private final List<Plan.View> waiting = new ArrayList<>();

    void announce(String name, Schema schema, int place) {
        announced.put(name, new Announced(schema, place));
    }

    /** Whether a view is announced and has no query yet. */
    boolean awaits(String name) {
        return announced.containsKey(name) && !bodies.containsKey(name);
    }

    void forget(String name) {
        announced.remove(name);
        bodies.remove(name);
    }

    /** A view that reads an announced one. */
    void waits(Plan.View view) {
        waiting.add(view);
    }

    Map<String, Integer> unfinished() {
        Map<String, Integer> out = new LinkedHashMap<>();
        announced.forEach((name, a) -> {
            if (awaits(name)) {
                out.put(name, a.place());
            }
        });
        return out;
    }

    /** The views that are complete with this query. */
    List<Plan.View> define(String name, CompiledQuery query, long rounds, int at) {
        Schema schema = Objects.requireNonNull(announced.get(name)).schema();
        if (query.schema().size() != schema.size()) {
            throw new SqlTextException(
                    "wrong_columns",
                    at,
                    "the view has " + schema.size() + " columns, its query "
                            + query.schema().size(),
                    null);
        }
        bodies.put(name, new Body(QueryCompiler.cast(query.root(), schema), rounds));
        return unfinished().isEmpty() ? finished(at) : List.of();
    }

    private List<Plan.View> finished(int at) {
        List<String> names = List.copyOf(announced.keySet());
        List<PlanNode> roots = new ArrayList<>();
        long rounds = -1;
        for (String name : names) {
            Body body = Objects.requireNonNull(bodies.get(name));
            roots.add(body.root());
            rounds = rounds < 0 ? body.rounds() : body.rounds() < 0 ? rounds : Math.min(rounds, body.rounds());
        }
        Map<String, PlanNode> done = new LinkedHashMap<>();
        List<Plan.View> out = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            PlanNode node = QueryCompiler.fixpoint(names, roots, i, rounds, at);
            done.put(names.get(i), node);
            out.add(new Plan.View(
                    names.get(i),
                    node,
                    false,
                    Objects.requireNonNull(announced.get(names.get(i))).schema()));
        }
        waiting.forEach(
                v -> out.add(new Plan.View(v.name(), Recursions.replaced(v.root(), done), v.local(), v.schema())));
        announced.clear();
        bodies.clear();
        waiting.clear();
        return out;
    }
}
