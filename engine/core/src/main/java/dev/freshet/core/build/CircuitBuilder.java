package dev.freshet.core.build;

import dev.freshet.core.circuit.Circuit;
import dev.freshet.core.circuit.Clocks;
import dev.freshet.core.circuit.Operator;
import dev.freshet.core.expr.EvaluationContext;
import dev.freshet.core.expr.Evaluator;
import dev.freshet.core.expr.Expressions;
import dev.freshet.core.operator.AggregateOperator;
import dev.freshet.core.operator.AsofJoinOperator;
import dev.freshet.core.operator.DistinctOperator;
import dev.freshet.core.operator.Expiry;
import dev.freshet.core.operator.FilterOperator;
import dev.freshet.core.operator.FinalOperator;
import dev.freshet.core.operator.Horizon;
import dev.freshet.core.operator.JoinOperator;
import dev.freshet.core.operator.ProjectOperator;
import dev.freshet.core.operator.RecursionOperator;
import dev.freshet.core.operator.ScanOperator;
import dev.freshet.core.operator.SetOperator;
import dev.freshet.core.operator.TableCallOperator;
import dev.freshet.core.operator.TemporalFilterOperator;
import dev.freshet.core.operator.TimeWindowsOperator;
import dev.freshet.core.operator.TopKOperator;
import dev.freshet.core.operator.UnionOperator;
import dev.freshet.core.operator.ValuesOperator;
import dev.freshet.core.operator.WindowOperator;
import dev.freshet.core.plan.EventTime;
import dev.freshet.core.plan.Expression;
import dev.freshet.core.plan.Plan;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.core.plan.StructuralHash;
import dev.freshet.spi.function.TableFunction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes the circuit of a plan; equal plan nodes, in whichever views, become one operator. */
public final class CircuitBuilder {
    private final EvaluationContext context;
    private final Map<String, TableFunction> tableFunctions;
    private final StructuralHash hashes = new StructuralHash();
    private final Map<String, Integer> positions = new HashMap<>();
    private final List<Operator> operators = new ArrayList<>();
    private final List<List<Integer>> inputs = new ArrayList<>();
    private final List<Set<String>> views = new ArrayList<>();
    private final Map<String, Circuit.Entry> entries = new HashMap<>();
    private final Map<String, Plan.Watermark> watermarks = new HashMap<>();
    private final EventTime eventTime;
    private final Clocks clocks = new Clocks();

    private CircuitBuilder(Plan plan, EvaluationContext context, Map<String, TableFunction> tableFunctions) {
        this.context = context;
        this.eventTime = new EventTime(plan.tables());
        plan.tables().forEach(t -> {
            Plan.Watermark watermark = t.watermark();
            if (watermark != null) {
                watermarks.put(t.name(), watermark);
            }
        });
        this.tableFunctions = tableFunctions;
    }

    /**
     * @param tableFunctions pure table functions by name, besides {@code unnest}
     * @throws IllegalArgumentException for a function that this process does not know
     */
    public static Circuit build(Plan plan, EvaluationContext context, Map<String, TableFunction> tableFunctions) {
        CircuitBuilder builder = new CircuitBuilder(plan, context, tableFunctions);
        Map<String, Integer> outputs = new LinkedHashMap<>();
        for (Plan.View view : plan.views()) {
            if (!view.local()) {
                int node = builder.add(view.root());
                builder.mark(node, view.name());
                outputs.put(view.name(), node);
            }
        }
        return builder.circuit(outputs);
    }

    private Circuit circuit(Map<String, Integer> outputs) {
        List<Circuit.Node> nodes = new ArrayList<>(operators.size());
        for (int i = 0; i < operators.size(); i++) {
            nodes.add(new Circuit.Node(operators.get(i), inputs.get(i), views.get(i)));
        }
        return new Circuit(nodes, entries, outputs, clocks);
    }

    private int add(PlanNode node) {
        String hash = hashes.of(node);
        Integer known = positions.get(hash);
        if (known != null) {
            return known;
        }
        List<Integer> from = new ArrayList<>();
        for (PlanNode input : node.inputs()) {
            from.add(add(input));
        }
        operators.add(operator(hash, node));
        inputs.add(from);
        views.add(new LinkedHashSet<>());
        positions.put(hash, operators.size() - 1);
        return operators.size() - 1;
    }

    /** The view's rows depend on this node and all below it. */
    private void mark(int node, String view) {
        if (views.get(node).add(view)) {
            inputs.get(node).forEach(i -> mark(i, view));
        }
    }

    private Operator operator(String id, PlanNode node) {
        return switch (node) {
            case PlanNode.Scan n -> scan(id, n);
            case PlanNode.Values n -> new ValuesOperator(id, n);
            case PlanNode.Filter n -> new FilterOperator(id, n.schema(), compile(n.predicate()));
            case PlanNode.Project n ->
                new ProjectOperator(id, n.input().schema(), compileAll(n.expressions()), n.schema());
            case PlanNode.TableCall n
            when n.function().equals("hop") || n.function().equals("cumulate") ->
                new TimeWindowsOperator(id, n, compileAll(n.arguments()));
            case PlanNode.TableCall n -> new TableCallOperator(id, n, compileAll(n.arguments()), tableFunction(n));
            case PlanNode.Join n -> join(id, n);
            case PlanNode.Aggregate n -> aggregate(id, n);
            case PlanNode.TemporalFilter n ->
                new TemporalFilterOperator(id, n, compileAll(n.from()), compileAll(n.until()), clocks);
            case PlanNode.Final n -> new FinalOperator(id, n, new Horizon(n.bound(), clocks));
            case PlanNode.Distinct n -> distinct(id, n);
            case PlanNode.AsofJoin n -> asof(id, n);
            case PlanNode.Union n -> new UnionOperator(id, n.schema());
            case PlanNode.SetOperation n -> setOperation(id, n);
            case PlanNode.TopK n -> {
                EventTime.Kept kept = eventTime.kept(n);
                yield new TopKOperator(kept(id, kept), n, expiry(kept));
            }
            case PlanNode.Window n -> {
                EventTime.Kept kept = eventTime.kept(n);
                yield new WindowOperator(kept(id, kept), n, expiry(kept));
            }
            case PlanNode.Recursion n ->
                new RecursionOperator(id, n, RoundBuilder.build(n, context, this::tableFunction));
            case PlanNode.Variable _, PlanNode.External _ ->
                throw new IllegalArgumentException("a reference of a recursion outside of it");
        };
    }

    private Operator scan(String id, PlanNode.Scan node) {
        ScanOperator scan = new ScanOperator(id, node.table(), node.schema(), watermarks.get(node.table()), clocks);
        entries.put(node.table(), scan);
        return scan;
    }

    // ---- what watermarks let operators forget ----

    private Operator aggregate(String id, PlanNode.Aggregate node) {
        int group = eventTime.bounded(node.input(), node.groups());
        if (group < 0) {
            return new AggregateOperator(id, node);
        }
        EventTime.Bound bound = Objects.requireNonNull(eventTime.of(node.input(), group));
        Expiry expiry = new Expiry(node.groups().indexOf(group), new Horizon(bound, clocks));
        return new AggregateOperator(kept(id, bound), node, expiry);
    }

    private Operator distinct(String id, PlanNode.Distinct node) {
        List<Integer> all = IntStream.range(0, node.schema().size()).boxed().toList();
        int column = eventTime.bounded(node.input(), all);
        if (column < 0) {
            return new DistinctOperator(id, node.schema());
        }
        EventTime.Bound bound = Objects.requireNonNull(eventTime.of(node.input(), column));
        return new DistinctOperator(kept(id, bound), node.schema(), new Expiry(column, new Horizon(bound, clocks)));
    }

    private Operator join(String id, PlanNode.Join node) {
        Expression residual = node.residual();
        Evaluator test = residual == null ? null : compile(residual);
        EventTime.Kept left = eventTime.kept(node, true);
        EventTime.Kept right = eventTime.kept(node, false);
        String named =
                left == null && right == null ? id : kept(id, List.of(String.valueOf(left), String.valueOf(right)));
        return new JoinOperator(named, node, test, new JoinOperator.Expiries(expiry(left), expiry(right)));
    }

    private Operator asof(String id, PlanNode.AsofJoin node) {
        EventTime.Kept left = eventTime.kept(node);
        EventTime.Kept right = left == null ? null : new EventTime.Kept(node.rightTime(), left.bound());
        return new AsofJoinOperator(kept(id, left), node, expiry(left), expiry(right));
    }

    private Operator setOperation(String id, PlanNode.SetOperation node) {
        EventTime.Kept kept = eventTime.kept(node);
        return new SetOperator(kept(id, kept), node, expiry(kept), expiry(kept));
    }

    private @Nullable Expiry expiry(EventTime.@Nullable Kept kept) {
        return kept == null ? null : new Expiry(kept.column(), new Horizon(kept.bound(), clocks));
    }

    /** State that was forgotten by another rule is another state. */
    private static String kept(String id, @Nullable Object rule) {
        return rule == null ? id : id + "." + StructuralHash.digest(rule.toString());
    }

    private TableFunction tableFunction(PlanNode.TableCall node) {
        if (node.function().equals("unnest")) {
            return new TableCallOperator.Unnest(node.arguments().get(0).type().type());
        }
        TableFunction function = tableFunctions.get(node.function());
        if (function == null) {
            throw new IllegalArgumentException(
                    "the table function " + node.function() + " is not known to this process");
        }
        return function;
    }

    private Evaluator compile(Expression expression) {
        return Expressions.compile(expression, context);
    }

    private List<Evaluator> compileAll(List<Expression> expressions) {
        return expressions.stream().map(this::compile).toList();
    }
}
