package dev.freshet.sql.query;

import dev.freshet.core.plan.Expression;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.sql.type.RelTypes;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/** Table functions and UNNEST, alone or for each row of what stands left of them. */
final class LateralCalls {
    private final Lowering lowering;
    private final RexBuilder rex;

    LateralCalls(Lowering lowering, RexBuilder rex) {
        this.lowering = lowering;
        this.rex = rex;
    }

    PlanNode lower(Correlate correlate) {
        boolean outer = correlate.getJoinType() == JoinRelType.LEFT;
        if (!outer && correlate.getJoinType() != JoinRelType.INNER) {
            throw new UnsupportedException("a correlated " + correlate.getJoinType() + " join", "write it as a join");
        }
        PlanNode left = lowering.lower(correlate.getLeft());
        return new Stack(left, correlate.getCorrelationId(), outer).lower(correlate.getRight(), correlate);
    }

    /** A call that reads nothing from the left: over one row without columns. */
    PlanNode alone(RelNode call) {
        PlanNode one = new PlanNode.Values(List.of(List.of()), new Schema(List.of(), List.of()));
        return new Stack(one, null, false).lower(call, call);
    }

    /** What stands right of a Correlate, over the left row's columns followed by its own. */
    private final class Stack {
        private final PlanNode left;
        private final int width;
        private final @org.jspecify.annotations.Nullable CorrelationId id;
        private final boolean outer;

        Stack(PlanNode left, @org.jspecify.annotations.Nullable CorrelationId id, boolean outer) {
            this.left = left;
            this.width = left.schema().size();
            this.id = id;
            this.outer = outer;
        }

        private int column(RexFieldAccess access) {
            return id != null && access.getReferenceExpr() instanceof RexCorrelVariable v && v.id.equals(id)
                    ? access.getField().getIndex()
                    : -1;
        }

        PlanNode lower(RelNode right, RelNode whole) {
            PlanNode node = right(right);
            Schema schema = RelTypes.schema(whole.getRowType());
            return renamed(node, schema);
        }

        private PlanNode right(RelNode rel) {
            return switch (rel) {
                case TableFunctionScan scan when scan.getInputs().isEmpty() -> call(scan);
                case Uncollect uncollect -> unnest(uncollect);
                case Filter f
                when !outer -> {
                    PlanNode input = right(f.getInput());
                    yield new PlanNode.Filter(input, scalars().lower(shift(f.getCondition()), Type.BOOLEAN));
                }
                case Project p -> project(p);
                default -> throw new UnsupportedException("a correlated subquery of this shape", "write it as a join");
            };
        }

        private Scalars scalars() {
            return new Scalars(rex, this::column);
        }

        /** Column references of the right side, moved behind the left's columns. */
        private RexNode shift(RexNode node) {
            return node.accept(new RexShuttle() {
                @Override
                public RexNode visitInputRef(org.apache.calcite.rex.RexInputRef ref) {
                    return rex.makeInputRef(ref.getType(), ref.getIndex() + width);
                }
            });
        }

        private PlanNode project(Project p) {
            PlanNode input = right(p.getInput());
            List<Expression> out = leftColumns();
            List<Field> fields = new ArrayList<>(left.schema().fields());
            for (int i = 0; i < p.getProjects().size(); i++) {
                RexNode e = p.getProjects().get(i);
                Field field = new Field(
                        p.getRowType().getFieldNames().get(i),
                        nullable(RelTypes.spi(
                                p.getRowType().getFieldList().get(i).getType())));
                if (outer && !(e instanceof org.apache.calcite.rex.RexInputRef)) {
                    throw new UnsupportedException("an expression inside LEFT JOIN LATERAL", "compute it outside");
                }
                out.add(scalars().lower(shift(e), field.type().type()));
                fields.add(field);
            }
            return new PlanNode.Project(input, out, new Schema(fields, List.of()));
        }

        private DataType nullable(DataType type) {
            return outer ? type.asNullable() : type;
        }

        private List<Expression> leftColumns() {
            List<Expression> out = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                out.add(new Expression.Input(i, left.schema().field(i).type()));
            }
            return out;
        }

        private PlanNode call(TableFunctionScan scan) {
            RexCall call = (RexCall) scan.getCall();
            if (!(call.getOperator() instanceof TableFunctions.Fixed function)) {
                throw new UnsupportedException(
                        "the table function " + call.getOperator().getName(), null);
            }
            List<Expression> arguments = new ArrayList<>();
            for (int i = 0; i < call.getOperands().size(); i++) {
                arguments.add(scalars()
                        .lower(call.getOperands().get(i), function.parameters().get(i)));
            }
            return new PlanNode.TableCall(left, function.getName(), arguments, false, outer, behind(scan));
        }

        private Schema behind(RelNode right) {
            List<Field> fields = new ArrayList<>(left.schema().fields());
            for (Field f : RelTypes.fields(right.getRowType())) {
                fields.add(new Field(f.name(), nullable(f.type())));
            }
            return new Schema(fields, List.of());
        }

        private PlanNode unnest(Uncollect uncollect) {
            if (!(uncollect.getInput() instanceof Project p)
                    || !(p.getInput() instanceof Values)
                    || p.getProjects().size() != 1) {
                throw new UnsupportedException("UNNEST of several arrays or of a query", "unnest one array");
            }
            Expression array = scalars().lower(p.getProjects().getFirst());
            Schema full = behind(uncollect);
            if (!uncollect.withOrdinality) {
                return new PlanNode.TableCall(left, "unnest", List.of(array), false, outer, full);
            }
            List<Field> fields = new ArrayList<>(full.fields());
            Field last = fields.removeLast();
            fields.add(
                    new Field(last.name(), new DataType(Type.BIGINT, last.type().nullable())));
            PlanNode call =
                    new PlanNode.TableCall(left, "unnest", List.of(array), true, outer, new Schema(fields, List.of()));
            return Lowering.castTo(call, full);
        }

        /** The names and types of the whole, where they differ only in name nothing is computed. */
        private PlanNode renamed(PlanNode node, Schema schema) {
            return Lowering.castTo(node, schema);
        }
    }
}
