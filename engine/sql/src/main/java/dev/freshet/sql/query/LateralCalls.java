package dev.freshet.sql.query;

import dev.freshet.sql.type.FreshetTypeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalValues;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.jspecify.annotations.Nullable;

/** Turns table functions and UNNEST, alone or right of a Correlate, into {@link LateralCall}. */
final class LateralCalls extends RelHomogeneousShuttle {
    @Override
    public RelNode visit(RelNode rel) {
        if (rel instanceof Correlate c && isCall(c.getRight())) {
            return correlate(c);
        }
        if (isCall(rel) && !(rel instanceof Project) && !(rel instanceof Filter)) {
            return alone(rel);
        }
        return super.visit(rel);
    }

    /** A function, with projections and filters above it. */
    private static boolean isCall(RelNode rel) {
        return switch (rel) {
            case TableFunctionScan scan -> scan.getInputs().isEmpty();
            case Uncollect _ -> true;
            case Project p -> isCall(p.getInput());
            case Filter f -> isCall(f.getInput());
            default -> false;
        };
    }

    private RelNode correlate(Correlate c) {
        boolean outer = c.getJoinType() == JoinRelType.LEFT;
        if (!outer && c.getJoinType() != JoinRelType.INNER) {
            return super.visit((RelNode) c);
        }
        RelNode left = c.getLeft().accept(this);
        RelNode out = new Stack(left, c.getCorrelationId(), outer).lower(c.getRight());
        return LogicalProject.create(
                out, List.of(), identity(out), c.getRowType().getFieldNames(), c.getVariablesSet());
    }

    private static List<RexNode> identity(RelNode rel) {
        RexBuilder rex = rel.getCluster().getRexBuilder();
        return IntStream.range(0, rel.getRowType().getFieldCount())
                .<RexNode>mapToObj(i -> rex.makeInputRef(rel, i))
                .toList();
    }

    private static RelNode alone(RelNode call) {
        RelNode one = LogicalValues.createOneRow(call.getCluster());
        RelNode out = new Stack(one, null, false).lower(call);
        List<RexNode> columns = identity(out);
        return LogicalProject.create(
                out,
                List.of(),
                columns.subList(1, columns.size()),
                call.getRowType().getFieldNames(),
                java.util.Set.of());
    }

    /** What stands right of a Correlate, over the left row's columns followed by its own. */
    private static final class Stack {
        private final RelNode left;
        private final int width;
        private final @Nullable CorrelationId id;
        private final boolean outer;
        private final RexBuilder rex;

        Stack(RelNode left, @Nullable CorrelationId id, boolean outer) {
            this.left = left;
            this.width = left.getRowType().getFieldCount();
            this.id = id;
            this.outer = outer;
            this.rex = left.getCluster().getRexBuilder();
        }

        RelNode lower(RelNode rel) {
            return switch (rel) {
                case TableFunctionScan scan -> call(scan);
                case Uncollect uncollect -> unnest(uncollect);
                case Filter f -> filter(f);
                case Project p -> project(p);
                default -> throw new IllegalStateException(rel.toString());
            };
        }

        private RelNode filter(Filter f) {
            if (outer && !f.getCondition().isAlwaysTrue()) {
                throw new UnsupportedException(
                        "a condition on LEFT JOIN LATERAL", "write ON TRUE, and filter the array or the result");
            }
            RelNode input = lower(f.getInput());
            return LogicalFilter.create(input, behind(f.getCondition()));
        }

        private RelNode project(Project p) {
            RelNode input = lower(p.getInput());
            List<RexNode> out = new ArrayList<>(identity(input).subList(0, width));
            List<String> names = new ArrayList<>(left.getRowType().getFieldNames());
            for (RexNode e : p.getProjects()) {
                if (outer && !(e instanceof RexInputRef)) {
                    throw new UnsupportedException("an expression inside LEFT JOIN LATERAL", "compute it outside");
                }
                out.add(e instanceof RexInputRef ref ? rex.makeInputRef(input, ref.getIndex() + width) : behind(e));
            }
            names.addAll(p.getRowType().getFieldNames());
            return LogicalProject.create(input, List.of(), out, names, java.util.Set.of());
        }

        /** An expression of the right side over both sides' columns. */
        private RexNode behind(RexNode node) {
            return node.accept(new RexShuttle() {
                @Override
                public RexNode visitInputRef(RexInputRef ref) {
                    return rex.makeInputRef(ref.getType(), ref.getIndex() + width);
                }

                @Override
                public RexNode visitFieldAccess(RexFieldAccess access) {
                    return ofLeft(access)
                            ? rex.makeInputRef(left, access.getField().getIndex())
                            : access;
                }
            });
        }

        private boolean ofLeft(RexFieldAccess access) {
            return access.getReferenceExpr() instanceof RexCorrelVariable v && v.id.equals(id);
        }

        private RelNode call(TableFunctionScan scan) {
            RexCall call = (RexCall) scan.getCall();
            if (!(call.getOperator() instanceof TableFunctions.Fixed function)) {
                throw new UnsupportedException(
                        "the table function " + call.getOperator().getName(), null);
            }
            List<RexNode> arguments =
                    call.getOperands().stream().map(this::behind).toList();
            return new LateralCall(
                    left,
                    new LateralCall.Function(function.getName(), false, outer),
                    arguments,
                    both(scan.getRowType()));
        }

        private RelNode unnest(Uncollect uncollect) {
            if (!(uncollect.getInput() instanceof Project p)
                    || !(p.getInput() instanceof Values)
                    || p.getProjects().size() != 1) {
                throw new UnsupportedException("UNNEST of several arrays or of a query", "unnest one array");
            }
            RexNode array = behind(p.getProjects().getFirst());
            return new LateralCall(
                    left,
                    new LateralCall.Function("unnest", uncollect.withOrdinality, outer),
                    List.of(array),
                    both(uncollect.getRowType()));
        }

        private RelDataType both(RelDataType right) {
            FreshetTypeFactory types = (FreshetTypeFactory) left.getCluster().getTypeFactory();
            RelDataTypeFactory.Builder out =
                    types.builder().addAll(left.getRowType().getFieldList());
            for (RelDataTypeField f : right.getFieldList()) {
                out.add(f.getName(), outer ? types.createTypeWithNullability(f.getType(), true) : f.getType());
            }
            return out.uniquify().build();
        }
    }
}
