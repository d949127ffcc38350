package dev.freshet.sql.query;

import dev.freshet.spi.data.Type;
import dev.freshet.sql.function.PgCast;
import dev.freshet.sql.type.RelTypes;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;

/** Evens out the types of equality conditions of joins by casts, so that keys on both sides have one type. */
final class JoinKeys extends RelHomogeneousShuttle {
    @Override
    public RelNode visit(LogicalJoin join) {
        LogicalJoin visited = (LogicalJoin) super.visit(join);
        RexBuilder rex = visited.getCluster().getRexBuilder();
        List<RexNode> parts = new ArrayList<>();
        for (RexNode part : RelOptUtil.conjunctions(visited.getCondition())) {
            parts.add(part.isA(SqlKind.EQUALS) ? evened(rex, (RexCall) part) : part);
        }
        RexNode condition = RexUtil.composeConjunction(rex, parts);
        return condition.equals(visited.getCondition())
                ? visited
                : visited.copy(
                        visited.getTraitSet(),
                        condition,
                        visited.getLeft(),
                        visited.getRight(),
                        visited.getJoinType(),
                        false);
    }

    private static RexNode evened(RexBuilder rex, RexCall equals) {
        RexNode a = equals.getOperands().get(0);
        RexNode b = equals.getOperands().get(1);
        Type x = RelTypes.plain(a.getType());
        Type y = RelTypes.plain(b.getType());
        if (Lowering.sameKey(x, y) || RexUtil.isLiteral(a, true) || RexUtil.isLiteral(b, true)) {
            return equals;
        }
        Type key = Lowering.keyType(x, y);
        return rex.makeCall(equals.getOperator(), cast(rex, a, x, key), cast(rex, b, y, key));
    }

    private static RexNode cast(RexBuilder rex, RexNode node, Type own, Type wanted) {
        return own.equals(wanted) ? node : rex.makeCall(PgCast.to(wanted, false), node);
    }
}
