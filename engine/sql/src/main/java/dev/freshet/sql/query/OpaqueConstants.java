package dev.freshet.sql.query;

import dev.freshet.sql.function.FunctionTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

/**
 * Hides the constants below an aggregate in a call of one argument: the decorrelator leaves constant group keys out and
 * then confuses the order of the others. {@link Scalars} takes the call away again.
 */
final class OpaqueConstants extends RelHomogeneousShuttle {
    @Override
    public RelNode visit(LogicalAggregate aggregate) {
        RelNode visited = super.visit(aggregate);
        return visited.getInput(0) instanceof LogicalProject p
                ? visited.copy(visited.getTraitSet(), List.of(hidden(p)))
                : visited;
    }

    private static LogicalProject hidden(LogicalProject project) {
        RexBuilder rex = project.getCluster().getRexBuilder();
        List<RexNode> out = new ArrayList<>();
        for (RexNode e : project.getProjects()) {
            out.add(e instanceof RexLiteral ? rex.makeCall(e.getType(), FunctionTable.COALESCE, List.of(e)) : e);
        }
        return LogicalProject.create(
                project.getInput(), project.getHints(), out, project.getRowType(), project.getVariablesSet());
    }
}
