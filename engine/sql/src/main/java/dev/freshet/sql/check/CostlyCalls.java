package dev.freshet.sql.check;

import dev.freshet.core.plan.Expression;
import dev.freshet.core.plan.Functions;
import dev.freshet.core.plan.Plan;
import dev.freshet.core.plan.PlanNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the calls whose results must stand in the Memo before a table's row enters an epoch. */
final class CostlyCalls {
    private final Map<String, Set<Plan.CostlyCall>> byTable = new LinkedHashMap<>();

    /** Notes the calls in a view; false when one is not made of a single table's columns. */
    boolean collect(PlanNode node) {
        boolean all = true;
        for (PlanNode input : node.inputs()) {
            all &= collect(input);
        }
        for (Expression e : expressions(node)) {
            all &= collect(e, node);
        }
        return all;
    }

    List<Plan.CostlyCall> of(String table) {
        return List.copyOf(byTable.getOrDefault(table, Set.of()));
    }

    boolean any() {
        return !byTable.isEmpty();
    }

    private static List<Expression> expressions(PlanNode node) {
        return switch (node) {
            case PlanNode.Filter f -> List.of(f.predicate());
            case PlanNode.Project p -> p.expressions();
            case PlanNode.TableCall t -> t.arguments();
            case PlanNode.Join j -> j.residual() == null ? List.of() : List.of(j.residual());
            default -> List.of();
        };
    }

    private boolean collect(Expression e, PlanNode at) {
        if (!(e instanceof Expression.Call call)) {
            return true;
        }
        if (!call.function().equals(Functions.MEMO)) {
            boolean all = true;
            for (Expression argument : call.arguments()) {
                all &= collect(argument, at);
            }
            return all;
        }
        return note(call, at);
    }

    private boolean note(Expression.Call memo, PlanNode at) {
        Origin origin = new Origin();
        List<Expression> arguments = new ArrayList<>();
        for (Expression argument : memo.arguments().subList(1, memo.arguments().size())) {
            Expression over = origin.inputs(argument, at);
            if (over == null) {
                return false;
            }
            arguments.add(over);
        }
        if (origin.table == null || !(memo.argument(0) instanceof Expression.Literal name) || name.text() == null) {
            return false;
        }
        byTable.computeIfAbsent(origin.table, _ -> new LinkedHashSet<>())
                .add(new Plan.CostlyCall(name.text(), arguments));
        return true;
    }

    /** Traces expressions back to one table. */
    private static final class Origin {
        @Nullable
        String table;

        /** An expression over the inputs of a node, as one over the table's row; null when it is none. */
        @Nullable
        Expression inputs(Expression e, PlanNode node) {
            return switch (e) {
                case Expression.Literal _ -> e;
                case Expression.Input input -> ofInputs(node, input.column());
                case Expression.Call call -> {
                    List<Expression> arguments = new ArrayList<>();
                    for (Expression argument : call.arguments()) {
                        Expression over = inputs(argument, node);
                        if (over == null) {
                            yield null;
                        }
                        arguments.add(over);
                    }
                    yield new Expression.Call(call.function(), arguments, call.type());
                }
            };
        }

        /** Column {@code column} of a node's input row. */
        private @Nullable Expression ofInputs(PlanNode node, int column) {
            int at = column;
            for (PlanNode input : node.inputs()) {
                if (at < input.schema().size()) {
                    return output(input, at);
                }
                at -= input.schema().size();
            }
            return null;
        }

        private @Nullable Expression output(PlanNode node, int column) {
            return switch (node) {
                case PlanNode.Scan scan -> scan(scan, column);
                case PlanNode.Filter f -> output(f.input(), column);
                case PlanNode.Distinct d -> output(d.input(), column);
                case PlanNode.Project p -> inputs(p.expressions().get(column), p);
                case PlanNode.TableCall t -> column < t.input().schema().size() ? output(t.input(), column) : null;
                case PlanNode.Join j -> ofInputs(j, column);
                case PlanNode.Aggregate a ->
                    column < a.groups().size() ? output(a.input(), a.groups().get(column)) : null;
                default -> null;
            };
        }

        private @Nullable Expression scan(PlanNode.Scan scan, int column) {
            if (table != null && !table.equals(scan.table())) {
                return null;
            }
            table = scan.table();
            return new Expression.Input(column, scan.schema().field(column).type());
        }
    }
}
