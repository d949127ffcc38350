package dev.freshet.sql.query;

import dev.freshet.core.plan.AsofMatch;
import dev.freshet.core.plan.Expression;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.sql.type.RelTypes;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AsofJoin;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;

/** ASOF JOIN as a plan node; what is compared on either side becomes a column of it, of one type. */
final class AsofJoins {
    private final AsofJoin join;
    private final Side left;
    private final Side right;
    private final Scalars scalars;

    private AsofJoins(AsofJoin join, PlanNode left, PlanNode right, Scalars scalars) {
        this.join = join;
        this.left = new Side(left, 0);
        this.right = new Side(right, left.schema().size());
        this.scalars = scalars;
    }

    static PlanNode lower(AsofJoin join, PlanNode left, PlanNode right, Scalars scalars, Schema schema) {
        return new AsofJoins(join, left, right, scalars).lower(schema);
    }

    /** How many there are in a tree: a rule that does not know them must not make other joins of them. */
    static long count(RelNode rel) {
        long below = rel.getInputs().stream().mapToLong(AsofJoins::count).sum();
        return below + (rel instanceof AsofJoin ? 1 : 0);
    }

    /** One input, with columns added behind for what is not one yet. */
    private final class Side {
        final PlanNode input;
        final int shift;
        final List<Expression> columns = new ArrayList<>();
        final List<Field> fields;

        Side(PlanNode input, int shift) {
            this.input = input;
            this.shift = shift;
            this.fields = new ArrayList<>(input.schema().fields());
            for (int i = 0; i < fields.size(); i++) {
                columns.add(new Expression.Input(i, fields.get(i).type()));
            }
        }

        int column(RexNode node, Type type) {
            Expression e = scalars.lower(RexUtil.shift(node, -shift), type);
            if (e instanceof Expression.Input in) {
                return in.column();
            }
            columns.add(e);
            fields.add(new Field("$" + columns.size(), e.type()));
            return columns.size() - 1;
        }

        PlanNode node() {
            return columns.size() == input.schema().size()
                    ? input
                    : new PlanNode.Project(input, columns, new Schema(fields, List.of()));
        }

        boolean holds(RexNode node) {
            return RelOptUtil.InputFinder.bits(node).asList().stream()
                    .allMatch(c -> c >= shift && c < shift + input.schema().size());
        }
    }

    private record Sides(RexNode left, RexNode right, boolean flipped, Type type) {}

    private Sides sides(RexNode condition, String clause) {
        if (condition instanceof RexCall call && call.getOperands().size() == 2) {
            RexNode a = call.getOperands().get(0);
            RexNode b = call.getOperands().get(1);
            boolean flipped = right.holds(a) && left.holds(b);
            if (flipped || left.holds(a) && right.holds(b)) {
                Type type = Lowering.keyType(RelTypes.plain(a.getType()), RelTypes.plain(b.getType()));
                return flipped ? new Sides(b, a, true, type) : new Sides(a, b, false, type);
            }
        }
        throw new UnsupportedException(
                clause + " of ASOF JOIN other than a comparison of one side with the other", "compare left with right");
    }

    private PlanNode lower(Schema schema) {
        AsofMatch match = match(join.getMatchCondition().getKind());
        Sides time = sides(join.getMatchCondition(), "MATCH_CONDITION");
        int leftTime = left.column(time.left(), time.type());
        int rightTime = right.column(time.right(), time.type());
        List<Integer> leftKeys = new ArrayList<>();
        List<Integer> rightKeys = new ArrayList<>();
        for (RexNode part : RelOptUtil.conjunctions(join.getCondition())) {
            if (!part.isA(SqlKind.EQUALS)) {
                throw new UnsupportedException("ON of ASOF JOIN other than equalities", "put it into a subquery");
            }
            Sides key = sides(part, "ON");
            leftKeys.add(left.column(key.left(), key.type()));
            rightKeys.add(right.column(key.right(), key.type()));
        }
        boolean outer = join.getJoinType() == JoinRelType.LEFT_ASOF;
        PlanNode l = left.node();
        PlanNode r = right.node();
        List<Field> fields = new ArrayList<>(l.schema().fields());
        r.schema()
                .fields()
                .forEach(f -> fields.add(outer ? new Field(f.name(), f.type().asNullable()) : f));
        PlanNode joined = new PlanNode.AsofJoin(
                l,
                r,
                outer,
                leftKeys,
                rightKeys,
                leftTime,
                rightTime,
                time.flipped() ? match.flipped() : match,
                new Schema(fields, List.of()));
        return fields.size() == schema.size()
                ? joined
                : narrowed(joined, l.schema().size(), schema);
    }

    /** Without the added columns. */
    private PlanNode narrowed(PlanNode joined, int leftWidth, Schema schema) {
        List<Expression> out = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            int own = left.input.schema().size();
            int column = i < own ? i : leftWidth + i - own;
            out.add(new Expression.Input(column, joined.schema().field(column).type()));
        }
        return new PlanNode.Project(joined, out, schema);
    }

    private static AsofMatch match(SqlKind kind) {
        return switch (kind) {
            case GREATER_THAN_OR_EQUAL -> AsofMatch.GE;
            case GREATER_THAN -> AsofMatch.GT;
            case LESS_THAN_OR_EQUAL -> AsofMatch.LE;
            case LESS_THAN -> AsofMatch.LT;
            default -> throw new UnsupportedException("a MATCH_CONDITION that is not >=, >, <= or <", null);
        };
    }
}
