package dev.freshet.sql.query;

import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.SqlKind;

/** A comparison with NULL is NULL: the planner refuses to derive anything from a condition that still has one. */
final class NullComparisons extends RelHomogeneousShuttle {
    @Override
    public RelNode visit(RelNode other) {
        RelNode visited = super.visit(other);
        RexBuilder rex = visited.getCluster().getRexBuilder();
        return visited.accept(new RexShuttle() {
            @Override
            public RexNode visitCall(RexCall call) {
                RexNode inner = super.visitCall(call);
                return inner instanceof RexCall c && isNull(c) ? rex.makeNullLiteral(c.getType()) : inner;
            }
        });
    }

    private static boolean isNull(RexCall call) {
        return call.isA(SqlKind.COMPARISON)
                && call.getKind() != SqlKind.IS_DISTINCT_FROM
                && call.getKind() != SqlKind.IS_NOT_DISTINCT_FROM
                && call.getOperands().stream().anyMatch(RexLiteral::isNullLiteral);
    }
}
