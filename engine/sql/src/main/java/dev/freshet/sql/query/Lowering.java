package dev.freshet.sql.query;

import dev.freshet.core.plan.AggregateCall;
import dev.freshet.core.plan.Expression;
import dev.freshet.core.plan.JoinKind;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.core.plan.SetKind;
import dev.freshet.core.plan.SortKey;
import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.sql.function.CommonType;
import dev.freshet.sql.function.PgAggregate;
import dev.freshet.sql.type.RelTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AsofJoin;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/** Relational trees as plan nodes. */
final class Lowering {
    private final Catalog catalog;
    private final RexBuilder rex;

    Lowering(Catalog catalog, RexBuilder rex) {
        this.catalog = catalog;
        this.rex = rex;
    }

    PlanNode lower(RelNode rel) {
        return switch (rel) {
            case TableScan scan -> scan(scan);
            case Values values -> values(values);
            case Filter filter -> filter(filter);
            case Project project -> project(project, -1);
            case AsofJoin join ->
                AsofJoins.lower(join, lower(join.getLeft()), lower(join.getRight()), scalars(), schema(join));
            case Join join -> join(join);
            case Aggregate aggregate -> aggregate(aggregate);
            case Union union -> union(union);
            case SetOp set -> setOperation(set);
            case LateralCall call -> tableCall(call);
            case TableFunctionScan scan -> window(scan);
            case Correlate _ ->
                throw new UnsupportedException("a correlated subquery of this shape", "write it as a join");
            case Sort sort when sort.fetch == null && sort.offset == null -> lower(sort.getInput());
            case Sort sort -> topK(sort);
            default -> throw new UnsupportedException(rel.getRelTypeName().replace("Logical", ""), null);
        };
    }

    private Scalars scalars() {
        return new Scalars(rex);
    }

    static Schema schema(RelNode rel) {
        return RelTypes.schema(rel.getRowType());
    }

    private PlanNode scan(TableScan scan) {
        List<String> name = scan.getTable().getQualifiedName();
        return Objects.requireNonNull(catalog.node(name.getLast()), name.getLast());
    }

    private static PlanNode values(Values values) {
        Schema schema = schema(values);
        List<List<Expression.Literal>> rows = new ArrayList<>();
        Scalars scalars = new Scalars(values.getCluster().getRexBuilder());
        for (List<RexLiteral> tuple : values.getTuples()) {
            List<Expression.Literal> row = new ArrayList<>();
            for (int i = 0; i < tuple.size(); i++) {
                Expression e = scalars.lower(tuple.get(i), schema.type(i));
                if (!(e instanceof Expression.Literal literal)) {
                    throw new UnsupportedException("VALUES with rows of different types", "cast the values");
                }
                row.add(literal);
            }
            rows.add(row);
        }
        return new PlanNode.Values(rows, schema);
    }

    private PlanNode filter(Filter filter) {
        PlanNode input = filter.getInput() instanceof Project p
                ? project(p, Windows.limit(filter.getCondition(), p.getProjects()))
                : lower(filter.getInput());
        return TemporalFilters.filter(input, scalars().lower(filter.getCondition(), Type.BOOLEAN));
    }

    /** {@code limit} is how many rows of each partition of an OVER are wanted where that is known, or -1. */
    private PlanNode project(Project project, long limit) {
        PlanNode input = lower(project.getInput());
        Schema schema = schema(project);
        List<RexNode> expressions = project.getProjects();
        if (project.containsOver()) {
            Windows.Lowered windows = Windows.lower(input, expressions, scalars(), limit);
            input = windows.input();
            expressions = windows.expressions();
        }
        List<Expression> out = new ArrayList<>();
        for (int i = 0; i < expressions.size(); i++) {
            out.add(scalars().lower(expressions.get(i), schema.type(i)));
        }
        return new PlanNode.Project(input, out, schema);
    }

    private PlanNode topK(Sort sort) {
        List<SortKey> order = new ArrayList<>();
        for (RelFieldCollation key : sort.getCollation().getFieldCollations()) {
            boolean descending = key.direction.isDescending();
            order.add(new SortKey(
                    key.getFieldIndex(),
                    descending,
                    key.nullDirection == RelFieldCollation.NullDirection.FIRST
                            || descending && key.nullDirection == RelFieldCollation.NullDirection.UNSPECIFIED));
        }
        long offset = sort.offset == null ? 0 : count(sort.offset, "OFFSET");
        long limit = sort.fetch == null ? -1 : count(sort.fetch, "LIMIT");
        return new PlanNode.TopK(lower(sort.getInput()), List.of(), order, offset, limit);
    }

    private static long count(RexNode node, String clause) {
        if (node instanceof RexLiteral l && l.getValue() instanceof java.math.BigDecimal d && d.signum() >= 0) {
            return d.longValue();
        }
        throw new UnsupportedException(clause + " that is not a number", "write a number");
    }

    // ---- joins ----

    private PlanNode join(Join join) {
        JoinKind kind = switch (join.getJoinType()) {
            case INNER -> JoinKind.INNER;
            case LEFT -> JoinKind.LEFT;
            case RIGHT -> JoinKind.RIGHT;
            case FULL -> JoinKind.FULL;
            case SEMI -> JoinKind.SEMI;
            case ANTI -> JoinKind.ANTI;
            default -> throw new UnsupportedException("a join of kind " + join.getJoinType(), null);
        };
        List<Integer> ls = new ArrayList<>();
        List<Integer> rs = new ArrayList<>();
        List<Boolean> strict = new ArrayList<>();
        RexNode rest =
                RelOptUtil.splitJoinCondition(join.getLeft(), join.getRight(), join.getCondition(), ls, rs, strict);
        PlanNode left = lower(join.getLeft());
        PlanNode right = lower(join.getRight());
        List<RexNode> residual = new ArrayList<>(List.of(rest));
        KeyPairs plain = new KeyPairs(new ArrayList<>(), new ArrayList<>());
        KeyPairs nullSafe = new KeyPairs(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < ls.size(); i++) {
            Type type = left.schema().type(ls.get(i));
            boolean same = sameKey(type, right.schema().type(rs.get(i)));
            if (same && (strict.get(i) || NullSafeKeys.fits(type))) {
                (strict.get(i) ? plain : nullSafe).add(ls.get(i), rs.get(i));
            } else {
                residual.add(comparison(join, ls.get(i), rs.get(i), strict.get(i)));
            }
        }
        RexNode others = RexUtil.composeConjunction(rex, residual);
        Expression test = others.isAlwaysTrue() ? null : scalars().lower(others, Type.BOOLEAN);
        PlanNode.Join joined = new PlanNode.Join(left, right, kind, plain.left(), plain.right(), test, schema(join));
        return nullSafe.left().isEmpty() ? joined : NullSafeKeys.join(joined, nullSafe.left(), nullSafe.right());
    }

    private record KeyPairs(List<Integer> left, List<Integer> right) {
        void add(int l, int r) {
            left.add(l);
            right.add(r);
        }
    }

    private RexNode comparison(Join join, int left, int right, boolean strict) {
        int width = join.getLeft().getRowType().getFieldCount();
        return rex.makeCall(
                strict ? SqlStdOperatorTable.EQUALS : SqlStdOperatorTable.IS_NOT_DISTINCT_FROM,
                rex.makeInputRef(join.getLeft(), left),
                rex.makeInputRef(
                        join.getRight().getRowType().getFieldList().get(right).getType(), width + right));
    }

    static boolean sameKey(Type a, Type b) {
        return a.equals(b) || a instanceof Type.Text x && b instanceof Type.Text y && !x.padded() && !y.padded();
    }

    static Type keyType(Type a, Type b) {
        Type common = CommonType.of(a, b);
        if (common == null) {
            throw new UnsupportedException("joining " + a.sql() + " with " + b.sql(), "cast one side");
        }
        return common;
    }

    // ---- aggregates ----

    private PlanNode aggregate(Aggregate aggregate) {
        if (aggregate.getGroupType() != Aggregate.Group.SIMPLE
                || aggregate.getAggCallList().stream().anyMatch(GroupingSets::isGrouping)) {
            return GroupingSets.lower(aggregate, schema(aggregate), this::aggregate);
        }
        PlanNode input = lower(aggregate.getInput());
        List<Integer> groups = aggregate.getGroupSet().asList();
        Schema schema = schema(aggregate);
        if (aggregate.getAggCallList().isEmpty() && !groups.isEmpty()) {
            return distinct(input, groups, schema);
        }
        return calls(aggregate, input, groups, schema);
    }

    private static PlanNode distinct(PlanNode input, List<Integer> groups, Schema schema) {
        boolean all = groups.size() == input.schema().size();
        if (all) {
            return new PlanNode.Distinct(input);
        }
        List<Expression> columns = new ArrayList<>();
        for (int g : groups) {
            columns.add(new Expression.Input(g, input.schema().field(g).type()));
        }
        return new PlanNode.Distinct(new PlanNode.Project(input, columns, schema));
    }

    private PlanNode calls(Aggregate aggregate, PlanNode input, List<Integer> groups, Schema schema) {
        List<AggregateCall> calls = new ArrayList<>();
        List<Field> fields = new ArrayList<>(schema.fields().subList(0, groups.size()));
        List<Expression> out = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            out.add(new Expression.Input(g, schema.field(g).type()));
        }
        boolean projected = false;
        AggregateInput prepared = new AggregateInput(input);
        for (int i = 0; i < aggregate.getAggCallList().size(); i++) {
            org.apache.calcite.rel.core.AggregateCall call =
                    aggregate.getAggCallList().get(i);
            Field field = schema.field(groups.size() + i);
            if (call.getAggregation().getKind() == SqlKind.LITERAL_AGG) {
                out.add(scalars().lower(call.rexList.getFirst(), field.type().type()));
                projected = true;
                continue;
            }
            boolean zero = call.getAggregation().getKind() == SqlKind.SUM0;
            DataType type = zero ? field.type().asNullable() : field.type();
            calls.add(call(call, type, prepared));
            Expression column = new Expression.Input(fields.size(), type);
            fields.add(new Field(field.name(), type));
            out.add(zero ? orZero(column, field.type()) : column);
            projected |= zero;
        }
        PlanNode node = new PlanNode.Aggregate(prepared.node(), groups, calls, new Schema(fields, List.of()));
        return projected ? new PlanNode.Project(node, out, schema) : node;
    }

    private static Expression orZero(Expression sum, DataType type) {
        return new Expression.Call(
                "coalesce",
                List.of(sum, Scalars.cast(new Expression.Literal("0", Type.INTEGER.notNull()), type.type())),
                type);
    }

    private static AggregateCall call(
            org.apache.calcite.rel.core.AggregateCall call, DataType type, AggregateInput input) {
        if (call.getAggregation() instanceof PgAggregate ours) {
            return input.call(ours, call, type, call.isDistinct());
        }
        List<Integer> arguments = call.getArgList();
        String name = Aggregates.planName(call.getAggregation(), arguments.isEmpty());
        if (name == null || !call.getCollation().getFieldCollations().isEmpty()) {
            throw new UnsupportedException(
                    "the aggregate " + call.getAggregation().getName(), null);
        }
        boolean distinct = call.isDistinct() && !name.equals("min") && !name.equals("max");
        return new AggregateCall(name, arguments, distinct, call.filterArg, type);
    }

    // ---- sets ----

    private PlanNode union(Union union) {
        Schema schema = schema(union);
        List<PlanNode> inputs = new ArrayList<>();
        for (RelNode input : union.getInputs()) {
            inputs.add(castTo(lower(input), schema));
        }
        PlanNode all = new PlanNode.Union(inputs, schema);
        return union.all ? all : new PlanNode.Distinct(all);
    }

    private PlanNode setOperation(SetOp set) {
        Schema schema = schema(set);
        SetKind kind = set.kind == SqlKind.INTERSECT ? SetKind.INTERSECT : SetKind.EXCEPT;
        PlanNode out = castTo(lower(set.getInput(0)), schema);
        for (RelNode input : set.getInputs().subList(1, set.getInputs().size())) {
            out = new PlanNode.SetOperation(out, castTo(lower(input), schema), kind, set.all, schema);
        }
        return out;
    }

    /** The node itself where its columns have the types already. */
    static PlanNode castTo(PlanNode node, Schema schema) {
        boolean same = true;
        List<Expression> out = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            same &= schema.type(i).equals(node.schema().type(i));
            out.add(Scalars.cast(new Expression.Input(i, node.schema().field(i).type()), schema.type(i)));
        }
        return same ? node : new PlanNode.Project(node, out, schema);
    }

    // ---- table functions ----

    private PlanNode tableCall(LateralCall call) {
        PlanNode input = lower(call.getInput());
        LateralCall.Function function = call.function();
        TableFunctions.Fixed known = TableFunctions.get(function.name());
        List<Expression> arguments = new ArrayList<>();
        for (int i = 0; i < call.arguments().size(); i++) {
            RexNode argument = call.arguments().get(i);
            arguments.add(
                    known == null
                            ? scalars().lower(argument)
                            : scalars().lower(argument, known.parameters().get(i)));
        }
        Schema schema = schema(call);
        if (!function.ordinality()) {
            return new PlanNode.TableCall(input, function.name(), arguments, false, function.outer(), schema);
        }
        List<Field> fields = new ArrayList<>(schema.fields());
        Field last = fields.removeLast();
        fields.add(new Field(last.name(), new DataType(Type.BIGINT, last.type().nullable())));
        return castTo(
                new PlanNode.TableCall(
                        input, function.name(), arguments, true, function.outer(), new Schema(fields, List.of())),
                schema);
    }

    private PlanNode window(TableFunctionScan scan) {
        RexCall call = (RexCall) scan.getCall();
        if (TimeWindows.get(call.getOperator().getName().toLowerCase(java.util.Locale.ROOT)) != null
                && scan.getInputs().size() == 1) {
            Schema wanted = schema(scan);
            return castTo(TimeWindows.lower(call, lower(scan.getInput(0)), wanted, scalars()), wanted);
        }
        if (!call.getOperator().getName().equals("TUMBLE") || scan.getInputs().size() != 1) {
            throw new UnsupportedException(
                    "the table function " + call.getOperator().getName(), null);
        }
        PlanNode input = lower(scan.getInput(0));
        List<RexNode> operands = call.getOperands();
        RexInputRef column =
                (RexInputRef) ((RexCall) operands.get(0)).getOperands().getFirst();
        Schema schema = schema(scan);
        List<Expression> out = new ArrayList<>();
        for (int i = 0; i < input.schema().size(); i++) {
            out.add(new Expression.Input(i, input.schema().field(i).type()));
        }
        List<Expression> arguments = new ArrayList<>();
        arguments.add(out.get(column.getIndex()));
        for (RexNode operand : operands.subList(1, operands.size())) {
            arguments.add(scalars().lower(operand, Type.MICROS));
        }
        DataType type = out.get(column.getIndex()).type();
        out.add(new Expression.Call("tumble_start", arguments, type));
        out.add(new Expression.Call("tumble_end", arguments, type));
        return new PlanNode.Project(input, out, schema);
    }
}
