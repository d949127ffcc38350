package dev.freshet.sql.query;

import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

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
                return inner instanceof RexCall c && NullAwareBuilder.isNull(c.getOperator(), c.getOperands())
                        ? rex.makeNullLiteral(c.getType())
                        : inner;
            }
        });
    }
}
